"""What is sensitive: by its name, by what is written beside it, by its digits."""
