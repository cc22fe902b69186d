"""What readers will see before they see it; the second yes; publishing and going back."""
