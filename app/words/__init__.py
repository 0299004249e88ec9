"""Words: what a resident is told of a case, the same on a page, in a message, in a refusal and in the file they take along. Pure."""
