"""The built-in grader: what was covered, what is known to be wrong, and how sure that is. Pure given an Embedder."""
