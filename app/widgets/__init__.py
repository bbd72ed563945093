"""Building blocks of every view: cards, forms made from settings, icons, figures, toasts.

A widget here knows the theme and the language but no document, no session and no other view.
Each follows `themes.changed` and language changes by itself.
"""
