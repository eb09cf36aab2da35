"""The robots.txt of a site (RFC 9309)."""

from __future__ import annotations

from protego import Protego


class Robots:
    """Its rules. An empty one allows everything."""

    def __init__(self, told: str) -> None:
        self._rules = Protego.parse(told)

    def allows(self, url: str, agent: str) -> bool:
        """Whether an address may be fetched."""
        return bool(self._rules.can_fetch(url, agent))

    def pause(self, agent: str) -> float | None:
        """Seconds that the site wants between two requests; None when it does not say."""
        told = self._rules.crawl_delay(agent)
        return float(told) if told is not None else None
