"""The channel's bill of a day against our books, to the fen and both ways; what differs becomes a work order."""
