"""PDF pages from finished SVG: Cairo draws them, pypdf binds them. Both come with the extra `pdf`."""

from __future__ import annotations

import io
from collections.abc import Sequence

from legpain_graph.errors import Issue, RequestError
from legpain_graph.resources import how_to_get


def pdf(pages: Sequence[bytes]) -> bytes:
    """One PDF with a page for each SVG in `pages`, each of the size that it says.

    errors: RequestError where Cairo or pypdf is not there
    """
    try:
        import cairosvg
        from pypdf import PdfReader, PdfWriter
    except (ImportError, OSError) as error:  # OSError: the package is there, the Cairo library is not
        hint = f"{how_to_get('pdf')} (and the Cairo library: Debian, Ubuntu: apt-get install libcairo2; macOS: brew install cairo), or ask for svg or png"
        raise RequestError(
            [Issue("pdf", f"a PDF needs cairosvg and pypdf, which cannot be used here: {error}", hint=hint)]
        ) from None
    writer = PdfWriter()
    for svg in pages:
        drawn = cairosvg.svg2pdf(bytestring=svg, unsafe=False)
        for one in PdfReader(io.BytesIO(drawn)).pages:
            writer.add_page(one)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()
