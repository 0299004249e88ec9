"""The words of an item: what operators draft, a second person approves, and a release carries over what the folders say."""
