"""Reads a form of a page as a browser does, and gives what it would send back."""

from typing import Any

from selectolax.lexbor import LexborHTMLParser, LexborNode


def fields(html: Any, **changes: Any) -> dict[str, Any]:
    """Return what sending the main form of a page would send, with these boxes changed.

    `changes` names boxes with `_` for `-`; a box that the page does not have is refused.
    """
    text = html.content.decode() if hasattr(html, "content") else html
    forms = LexborHTMLParser(text).css("main form[method=post]")
    found: dict[str, list[str]] = {}
    for form in forms:
        for node in form.css("input, select, textarea"):
            if (value := _value(node)) is not None:
                found.setdefault(node.attributes["name"] or "", []).append(value)
    for name, value in changes.items():
        name = name.replace("__", "-")
        known = {node.attributes.get("name") for form in forms for node in form.css("[name]")}
        assert name in known, f"{name} is none of {sorted(map(str, known))}"
        found[name] = value if isinstance(value, list) else [value]
    return dict(found)


def _value(node: LexborNode) -> str | None:
    if node.tag == "textarea":
        return node.text().removeprefix("\n").replace("\n", "\r\n")
    if node.tag == "select":
        chosen = node.css_first("option[selected]") or node.css_first("option")
        return (chosen.attributes.get("value") or "") if chosen else None
    if node.attributes.get("type") in ("checkbox", "radio"):
        return node.attributes.get("value", "on") if "checked" in node.attributes else None
    return node.attributes.get("value") or ""
