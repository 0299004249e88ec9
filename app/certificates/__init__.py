"""Electronic certificates: issued on grant or fetched from their issuer, kept in the wallet, shown as a code."""
