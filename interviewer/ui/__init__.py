"""The page: one file a screen, one pure render module, one style sheet. Only this package and `app.py` know Gradio."""
