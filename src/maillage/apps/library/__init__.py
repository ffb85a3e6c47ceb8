"""Guides, studies, books; collections; the kiosque that anybody embeds."""
