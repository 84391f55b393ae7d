"""A page that would load anything from a network is none of ours."""

import pytest

from countersign.errors import UserError
from countersign.results.allure_report.offline import POLICY, offline

TRACKED = """<html><head>
    <meta charset="utf-8">
</head><body>
    <script async src="https://www.googletagmanager.com/gtag/js?id=G-1"></script>
    <script>
        window.dataLayer = window.dataLayer || [];
        function gtag(){dataLayer.push(arguments);}
    </script>
    <script async>d("a","aGVsbG8=")</script>
    <a href="https://example.com/wiki">a link, which loads nothing</a>
</body></html>"""


def test_analytics_are_taken_out_and_the_browser_is_told_to_refuse() -> None:
    page = offline(TRACKED)
    assert "googletagmanager" not in page
    assert "dataLayer" not in page
    assert '<script async>d("a","aGVsbG8=")</script>' in page
    assert "https://example.com/wiki" in page
    assert page.index(POLICY) < page.index("<script")


@pytest.mark.parametrize(
    "tag",
    [
        '<script src="https://cdn.example/a.js"></script>',
        "<script async src='//cdn.example/a.js'></script>",
        '<link rel="stylesheet" href="http://cdn.example/a.css">',
        "<img alt=x src=https://cdn.example/a.png>",
    ],
)
def test_a_page_that_would_still_load_something_is_refused(tag: str) -> None:
    with pytest.raises(UserError, match="load from the network"):
        offline(TRACKED.replace("</body>", f"{tag}</body>"))


def test_a_page_without_a_place_for_the_policy_is_refused() -> None:
    with pytest.raises(UserError):
        offline("<html><head></head></html>")
