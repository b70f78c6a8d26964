"""Documents as text processors and web sites write them: paragraphs, and tables between them."""
