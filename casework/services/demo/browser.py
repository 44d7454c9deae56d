"""A browser's part of HTTP, as much as a check of pages needs: cookies, forms with their token, redirects."""

from __future__ import annotations

import re
from dataclasses import dataclass
from http.cookiejar import CookieJar
from urllib.error import HTTPError, URLError
from urllib.parse import urlencode, urljoin
from urllib.request import HTTPCookieProcessor, Request, build_opener

SECONDS = 30
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


class NoAnswer(Exception):
    """Nothing answers at an address."""


@dataclass(frozen=True, slots=True)
class Page:
    """What came back: where it ended, status, kind and bytes."""

    address: str
    status: int
    kind: str
    body: bytes

    @property
    def text(self) -> str:
        """The body as text."""
        return self.body.decode("utf-8", "replace")


class Browser:
    """Keeps its cookies, follows redirects, never raises for an error page."""

    def __init__(self, base: str) -> None:
        if not base.startswith(("http://", "https://")):
            raise NoAnswer(f"{base} is not an address such as http://127.0.0.1:8000")
        self.base = base
        self._opener = build_opener(HTTPCookieProcessor(CookieJar()))

    def get(self, path: str) -> Page:
        """Ask for a page. Raises NoAnswer."""
        return self._open(Request(urljoin(self.base, path)))  # noqa: S310 - http only, see above

    def post(self, path: str, values: dict[str, str], *, token_from: Page) -> Page:
        """Send a form with the token of the page that showed it. Raises NoAnswer."""
        token = TOKEN.search(token_from.text)
        form = {**values, "csrfmiddlewaretoken": token.group(1) if token else ""}
        address = urljoin(self.base, path)
        headers = {"Referer": address}
        return self._open(Request(address, urlencode(form).encode(), headers))  # noqa: S310 - as above

    def _open(self, request: Request) -> Page:
        try:
            with self._opener.open(request, timeout=SECONDS) as answer:
                return Page(answer.url, answer.status, answer.headers.get_content_type(), answer.read())
        except HTTPError as error:
            return Page(request.full_url, error.code, error.headers.get_content_type(), error.read())
        except (URLError, OSError) as error:
            raise NoAnswer(f"{request.full_url} does not answer: {error}") from error
