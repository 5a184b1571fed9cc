import LabWire
import Testing

private func parse(_ text: String, limits: XMLLimits = .standard) throws(XMLError) -> XMLElement {
    try XMLReader.parse(Array(text.utf8), limits: limits)
}

@Suite struct XMLReaderTests {
    @Test func aDocumentBecomesATree() throws {
        let root = try parse(
            """
            <?xml version="1.0" encoding="UTF-8"?>
            <!-- a comment -->
            <Delete xmlns="http://s3.amazonaws.com/doc/2006-03-01/">
              <Object><Key>a &amp; b&#x20;c&#10;</Key></Object>
              <Object><Key><![CDATA[<raw>&]]></Key><VersionId/></Object>
              <Quiet >true</Quiet >
            </Delete>
            """)
        #expect(root.name == "Delete")
        #expect(root.attributes.isEmpty)
        #expect(root.all("Object").map { $0["Key"]?.text } == ["a & b c\n", "<raw>&"])
        #expect(root.all("Object").last?["VersionId"]?.text == "")
        #expect(root["Quiet"]?.text == "true")
        #expect(root.trimmedText.isEmpty)
    }

    @Test func prefixesAreLeftAside() throws {
        let root = try parse(#"<s3:A xmlns:s3="u" xmlns:xsi='v' xsi:type="CanonicalUser" b='"'><s3:B/></s3:A>"#)
        #expect(root.name == "A")
        #expect(root.attribute("type") == "CanonicalUser")
        #expect(root.attribute("b") == "\"")
        #expect(root.attributes.count == 2)
        #expect(root["B"] != nil)
    }

    @Test func lineEndsBecomeOne() throws {
        #expect(try parse("<A>a\r\nb\rc</A>").text == "a\nb\nc")
        #expect(try parse("\u{FEFF}<A> a </A>").trimmedText == "a")
    }

    @Test(arguments: [
        "", " ", "text", "<", "<A", "<A>", "<A></B>", "<A/><B/>", "<A/>x", "x<A/>", "<A><B></A></B>", "</A>", "<A b/>",
        "<A b=c/>", "<A b=\"c/>", "<A b=\"1\" b=\"2\"/>", "<A b=\"<\"/>", "<A>&nbsp;</A>", "<A>&</A>", "<A>&#0;</A>",
        "<A>&#xD800;</A>", "<A>&#xFFFFFFFF;</A>", "<A>&#;</A>", "<A>&#+1;</A>", "<A>&#x;</A>", "<A>]]></A>",
        "<A><!-- -- --></A>", "<A><!--</A>", "<A><![CDATA[</A>", "<1/>", "<:A/>", "<A:/>", "<a:b:c/>", "< A/>",
        "<A\u{1}/>",
        "<A>\u{1}</A>", "<?xml encoding='x'?><A/>", "<?xml version='1.0' encoding='UTF-16'?><A/>", "<A><?php ?></A>",
        "<?xsl?><A/>", "<A a=\"1\"b=\"2\"/>", "<A/", "<A//>", "<é/>",
    ])
    func malformedDocumentsAreRefused(text: String) {
        #expect(throws: XMLError.self) { try parse(text) }
    }

    @Test(arguments: [
        "<!DOCTYPE A><A/>",
        "<!DOCTYPE A [<!ENTITY x \"y\">]><A>&x;</A>",
        "<!DOCTYPE A SYSTEM \"file:///etc/passwd\"><A/>",
        "<?xml version=\"1.0\"?><!DOCTYPE A [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><A>&b;</A>",
        "<!doctype a><A/>", "<A><!DOCTYPE B></A>", "<A><!ENTITY x 'y'></A>",
    ])
    func documentTypesAreRefused(text: String) {
        #expect(throws: XMLError.self) { try parse(text) }
    }

    @Test func limitsHold() throws {
        let limits = XMLLimits(bytes: 200, depth: 3, nameBytes: 4, attributes: 2, elements: 5)
        _ = try parse("<a><b><c/></b></a>", limits: limits)
        #expect(throws: XMLError.self) { try parse("<a><b><c><d/></c></b></a>", limits: limits) }
        #expect(throws: XMLError.self) { try parse("<abcde/>", limits: limits) }
        _ = try parse("<abcd a='1' b='2'/>", limits: limits)
        #expect(throws: XMLError.self) { try parse("<a a='1' b='2' c='3'/>", limits: limits) }
        #expect(throws: XMLError.self) { try parse("<a><b/><b/><b/><b/><b/></a>", limits: limits) }
        #expect(throws: XMLError.self) {
            try parse("<a>" + String(repeating: " ", count: 200) + "</a>", limits: limits)
        }
    }

    @Test func aHundredThousandLevelsAreNoStackOverflow() {
        let deep = String(repeating: "<a>", count: 100_000)
        #expect(throws: XMLError.self) { try parse(deep) }
    }

    @Test func malformedUTF8IsRefused() {
        #expect(throws: XMLError.self) { try XMLReader.parse([0x3C, 0x61, 0x3E, 0xFF, 0x3C, 0x2F, 0x61, 0x3E]) }
    }
}

@Suite struct XMLWriterTests {
    @Test func elementsAreWrittenAndEscaped() {
        let bytes = XMLWriter.document("A", namespace: "urn:x") { xml in
            xml.element("B", "<&>\"'\r\u{1}ä")
            xml.element("C", 5)
            xml.element("D", true)
            xml.element("E", ifPresent: nil)
            xml.element("F") { _ in }
            xml.element("G", [("type", "a\"b")]) { $0.text("t") }
            xml.element("H", "")
        }
        #expect(
            String(decoding: bytes, as: UTF8.self)
                == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<A xmlns=\"urn:x\">"
                + "<B>&lt;&amp;&gt;&quot;'&#xd;&#x1;ä</B><C>5</C><D>true</D><F/>"
                + "<G type=\"a&quot;b\">t</G><H></H></A>")
    }

    @Test(arguments: ["", "plain", "a&b<c>d\"e'f", " \n\t ", "\r", "ä𝄞", "]]>"])
    func whatIsWrittenIsReadBack(text: String) throws {
        let bytes = XMLWriter.document("A") { $0.element("B", [("c", text)]) { $0.text(text) } }
        let root = try XMLReader.parse(bytes)
        #expect(root["B"]?.text == text)
        #expect(root["B"]?.attribute("c") == text)
    }
}
