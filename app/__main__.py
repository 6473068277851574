"""The command line: python -m app run | serve | work | migrate | seed | rebuild | user | token | score | doctor |
backup | restore | audit | mail.
"""

from app.cli import main

if __name__ == "__main__":
    main()
