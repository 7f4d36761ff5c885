"""Tags of languages (BCP 47)."""


def primary(language: str) -> str:
    """Give the primary language of a tag: `de` of `de-CH`."""
    return language.replace("_", "-").partition("-")[0].lower()
