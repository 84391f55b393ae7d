"""Marked-up text: what it becomes, and how Telegram refuses it."""

from typing import Any

import pytest

from countersign.providers.telegram.entities import settled, with_found
from countersign.providers.telegram.html import MarkupError, parse_html


def _span(kind: str, offset: int, length: int, **extra: Any) -> dict[str, Any]:
    return {"type": kind, "offset": offset, "length": length, **extra}


@pytest.mark.parametrize(
    ("marked_up", "text", "entities"),
    [
        ("plain &lt;b&gt; &amp; &quot;q&quot; &#128512; &#x1F600;", 'plain <b> & "q" 😀 😀', []),
        ("&laquo; &nbsp; & &#12345678;", "&laquo; &nbsp; & &#12345678;", []),
        ("🔒 <b>Acme</b>", "🔒 Acme", [_span("bold", 3, 4)]),
        ("<strong>a</strong> <em>b</em>", "a b", [_span("bold", 0, 1), _span("italic", 2, 1)]),
        ("<u>a</u><ins>b</ins>", "ab", [_span("underline", 0, 2)]),
        (
            "<s>a</s> <strike>b</strike> <del>c</del>",
            "a b c",
            [_span("strikethrough", i, 1) for i in (0, 2, 4)],
        ),
        ("<b>👍 <i>so</i></b>", "👍 so", [_span("bold", 0, 5), _span("italic", 3, 2)]),
        ("<B>a</b >", "a", [_span("bold", 0, 1)]),
        ("<b>a</>", "a", [_span("bold", 0, 1)]),
        ("<b></b>a", "a", []),
        (
            "<tg-spoiler>a</tg-spoiler> <span class='tg-spoiler'>b</span>",
            "a b",
            [_span("spoiler", 0, 1), _span("spoiler", 2, 1)],
        ),
        ('<a href="https://Example.com">x</a>', "x", [_span("text_link", 0, 1, url="https://example.com/")]),
        (
            '<a href="example.com/a?b=1&amp;c">x</a>',
            "x",
            [_span("text_link", 0, 1, url="http://example.com/a?b=1&c")],
        ),
        ("<a>example.com</a>", "example.com", [_span("text_link", 0, 11, url="http://example.com/")]),
        ('<a href="not a link">x</a>', "x", []),
        ('<a href="tg://user?id=42">x</a>', "x", [_span("text_mention", 0, 1, user={"id": 42})]),
        ("<code>1 &lt; 2</code>", "1 < 2", [_span("code", 0, 5)]),
        ("<pre>x</pre>", "x", [_span("pre", 0, 1)]),
        ('<pre><code class="language-python">x</code></pre>', "x", [_span("pre", 0, 1, language="python")]),
        ('<code class="language-c"><pre>x</pre></code>', "x", [_span("pre", 0, 1, language="c")]),
        ("<code><b>x</b></code>", "x", [_span("code", 0, 1)]),
        ("<blockquote>a</blockquote>", "a", [_span("blockquote", 0, 1)]),
        ("<blockquote expandable>a</blockquote>", "a", [_span("expandable_blockquote", 0, 1)]),
        (
            '<tg-emoji emoji-id="5368">👍</tg-emoji>',
            "👍",
            [_span("custom_emoji", 0, 2, custom_emoji_id="5368")],
        ),
    ],
)
def test_markup_becomes_text_and_entities(marked_up: str, text: str, entities: list[dict[str, Any]]) -> None:
    plain, found = parse_html(marked_up)
    assert (plain, settled(found)) == (text, entities)


@pytest.mark.parametrize(
    ("marked_up", "reason"),
    [
        ("é <foo>x</foo>", 'Unsupported start tag "foo" at byte offset 3'),
        ("👍👍 <br>", 'Unsupported start tag "br" at byte offset 9'),
        ("a < b", 'Unsupported start tag "" at byte offset 2'),
        ("mail <amira@example.com>", 'Unsupported start tag "amira@example.com" at byte offset 5'),
        ("👍<b", "Unclosed start tag at byte offset 4"),
        ("<b>x", 'Can\'t find end tag corresponding to start tag "b"'),
        ("<b><i>x</i>", 'Can\'t find end tag corresponding to start tag "b"'),
        ("👍</b>", "Unexpected end tag at byte offset 4"),
        ("<b>é</i>", 'Unmatched end tag at byte offset 5, expected "</b>", found "</i>"'),
        ("<b>x</b  ", "Unclosed end tag at byte offset 4"),
        ("<i =x>", 'Empty attribute name in the tag "i" at byte offset 0'),
        ("<i x= ", 'Unclosed start tag "i" at byte offset 0'),
        ("<a href=a/b>x</a>", "Unexpected end of name token at byte offset 8"),
        ('<a href="x', "Unclosed start tag at byte offset 0"),
        ("<span>x</span>", 'Tag "span" must have class "tg-spoiler" at byte offset 0'),
        ("<tg-emoji emoji-id='x'>👍</tg-emoji>", "Invalid custom emoji identifier specified"),
        (
            "&#xDFDF;",
            "Text contains invalid Unicode characters after decoding HTML entities, "
            "check for unmatched surrogate code units",
        ),
    ],
)
def test_malformed_markup_is_refused_in_telegrams_words(marked_up: str, reason: str) -> None:
    with pytest.raises(MarkupError) as refused:
        parse_html(marked_up)
    assert str(refused.value) == reason


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("/start ref_ABC", [_span("bot_command", 0, 6)]),
        ("🔒 /help@countersign_bot now", [_span("bot_command", 3, 21)]),
        ("a/b and 1/2", []),
        ("ask @amira.", [_span("mention", 4, 6)]),
        ("write to amira.h+1@mail.example.com!", [_span("email", 9, 26)]),
        ("see https://example.com/a?b=1, please", [_span("url", 4, 25)]),
        ("see example.com.", [_span("url", 4, 11)]),
        ("#fun and #123", [_span("hashtag", 0, 4)]),
        ("call +1 202-555-0123", [_span("phone_number", 5, 15)]),
        ("v1.2 at 10:30", []),
    ],
)
def test_entities_that_telegram_finds_by_itself(text: str, found: list[dict[str, Any]]) -> None:
    assert with_found(text, []) == found


def test_nothing_is_found_inside_of_code() -> None:
    text, entities = parse_html("<code>/start</code> /stop")
    assert with_found(text, entities) == [_span("code", 0, 6), _span("bot_command", 7, 5)]
