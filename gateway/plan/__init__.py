"""Plan: rewrite the bound tree, then split it into one fragment per scan and a residual."""
