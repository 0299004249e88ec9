"""Whoever must agree before a case goes to its department: asked by a message and a link of their own, answering as themselves.

What somebody is asked is frozen when they are asked, and its hash stays with the answer: another text is another question. The room
knows people, texts and times; what becomes of the case is app/cases' to say (agreeing.py).
"""
