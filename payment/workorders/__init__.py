"""What a person has to look at: each difference once, with its evidence, an owner and the trail of its resolution."""
