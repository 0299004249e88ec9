"""`make rush`: ten thousand attempts on a hundred scarce things, in four workers on MariaDB, over HTTP."""
