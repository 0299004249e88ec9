"""What residents see of what is published: home, lists, guides, search, in plain words and answered from memory."""
