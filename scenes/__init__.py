"""A folder per scene: items.yaml declares, __init__.py hooks what is odd, cases.yaml says what must come out."""
