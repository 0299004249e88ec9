"""Rows of departments' registers: asked about oneself and one's children, kept sealed for a while where allowed, each read told to the
person it is about. Views are what a person sees of them without any case; papers are what they take away, sealed."""
