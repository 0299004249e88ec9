"""财政电子票据: one for each settled fee of a public body, numbered without a gap, cancelled when all of the fee went back."""
