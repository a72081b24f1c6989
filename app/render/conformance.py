"""PDF/UA-1 and PDF/A-3a at once: WeasyPrint writes one of the two names, this adds the other.

Source: ISO 14289-1 and ISO 19005-3; several variants at once are an open request, Kozea/WeasyPrint #2783.
"""

from typing import Any

VARIANT = "pdf/a-3a"  # tagged, with attachments; PDF/UA-1 is declared beside it
_DESCRIPTIONS = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix><pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource"><pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>PDF/UA version identifier</pdfaProperty:description>\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>
"""


def declare_both(_document: Any, pdf: Any) -> None:
    """A WeasyPrint finisher: declare PDF/UA-1 inside the one description of the metadata, uncompressed."""
    import pydyf

    for part in pdf.objects:
        if isinstance(part, pydyf.Stream) and part.extra.get("Type") == "/Metadata":
            content = part.stream[0]
            end = content.rindex(b"</rdf:RDF>")
            part.stream = [content[:end] + _DESCRIPTIONS + content[end:]]
            part.compress = False  # a reader must find it without decoding
    for part in pdf.objects:
        if isinstance(part, pydyf.Stream) and part.compress and part.data.endswith(b"\r\nendstream"):
            part.compress = False  # the last byte would be read as part of the line end, and the length as wrong
