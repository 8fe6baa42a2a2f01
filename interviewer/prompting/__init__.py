"""Prompts are files: front matter that declares what they need, strict rendering, and fences around what is not ours."""
