use super::*;
use NotAnAddress as Not;
use proptest::prelude::*;

/// What each line was understood as, in short.
fn readings(text: &str) -> Vec<String> {
    let short = |line: &Line| match &line.reading {
        Reading::Address(url) => url.as_str().to_owned(),
        Reading::RepeatOf(number) => format!("repeat of {number}"),
        Reading::NotAnAddress(reason) => reason.code().to_owned(),
        Reading::Skipped(skipped) => format!("{skipped:?}").to_lowercase(),
    };
    read(text).unwrap().lines.iter().map(short).collect()
}

#[test]
fn a_pasted_list_is_read_line_by_line() {
    let text = "# my list\n\n1. hxxps://login-aurorabank[.]example/verify?id=8841\n- parcel-kestrelpost.example/fee (fake parcel)\r\n\
                https://bücherwelt.example/konto\nhttps://BÜCHERWELT.example/konto#top\nsee the screenshot\n";
    let expected = [
        "comment",
        "blank",
        "https://login-aurorabank.example/verify?id=8841",
        "https://parcel-kestrelpost.example/fee",
        "https://xn--bcherwelt-q9a.example/konto",
        "repeat of 5",
        "just_words",
    ];
    assert_eq!(readings(text), expected);
    let list = read(text).unwrap();
    assert_eq!(list.counts(), Counts { addresses: 3, repeats: 1, refused: 1, skipped: 2 });
    assert_eq!(list.addresses().map(|(number, _)| number).collect::<Vec<_>>(), [3, 4, 5]);
    assert_eq!(list.lines[3].raw, "- parcel-kestrelpost.example/fee (fake parcel)");
}

#[test]
fn a_table_with_names_of_columns() {
    let text = "date,URL,description\n2020/05/01,https://a.example/x,\"Bank, big\"\n2020/05/02,hxxp://b[.]example/y?a=1,Post\n2020/05/03,,Post\n";
    assert_eq!(readings(text), ["header", "https://a.example/x", "http://b.example/y?a=1", "empty"]);
    let text = "host;path;seen\na.example;/x.exe;2020\nb.example;;2021\n203.0.113.41;y;2022\n";
    assert_eq!(
        readings(text),
        ["header", "https://a.example/x.exe", "https://b.example/", "https://203.0.113.41/y"]
    );
    let text = "\"Category\"\t\"Domain Name\"\nphishing\ta.example\n";
    assert_eq!(readings(text), ["header", "https://a.example/"]);
}

#[test]
fn a_table_without_names_of_columns() {
    let text = "2021-10-18 00:00:18,someone,url,https://a.example,#phishing,https://post.example/1\n\
                2021-10-18 00:00:19,someone,domain,b.example,#phishing,https://post.example/2\n\
                2021-10-18 00:00:20,someone,md5,d41d8cd98f00b204e9800998ecf8427e,#x,https://post.example/3\n\
                2021-10-18 00:00:21,someone,ip,203.0.113.41,,https://post.example/4\n";
    assert_eq!(
        readings(text),
        ["https://a.example/", "https://b.example/", "fingerprint", "https://203.0.113.41/"]
    );
    let text = "\"a.example\",\"/x.exe\",\"seen\"\n\"b.example\",\"\",\"seen\"\n";
    assert_eq!(readings(text), ["https://a.example/x.exe", "https://b.example/"]);
    let text = "Adresse,Notiz\nhttps://a.example/,neu\nhttps://b.example/,neu\n";
    assert_eq!(readings(text), ["header", "https://a.example/", "https://b.example/"]);
}

#[test]
fn quoted_cells_may_go_on_over_lines() {
    let text = "url,note\nhttps://a.example/,\"two\nlines, here\"\n\"https://b.example/a,b\",one\nhttps://c.example/,\"never closed\nhttps://d.example/,x\n";
    let list = read(text).unwrap();
    let numbers: Vec<usize> = list.lines.iter().map(|line| line.number).collect();
    assert_eq!(numbers, [1, 2, 4, 5, 6]);
    assert_eq!(
        readings(text),
        ["header", "https://a.example/", "https://b.example/a,b", "https://c.example/", "https://d.example/"]
    );
}

#[test]
fn commas_inside_addresses_do_not_make_a_table() {
    let text = "https://a.example/x,1.html\nhttps://b.example/y,2.html\nhttps://c.example/z,3.html\n";
    assert_eq!(readings(text)[0], "https://a.example/x,1.html");
    assert_eq!(readings("https://a.example/x,y"), ["https://a.example/x,y"]);
    assert_eq!(
        readings("https://a.example/x,phishing\nhttps://b.example/,scam"),
        ["https://a.example/x", "https://b.example/"]
    );
    assert_eq!(
        readings("https://a.example/x, fake\nhttps://b.example/ (shop)\n"),
        ["https://a.example/x", "https://b.example/"]
    );
}

#[test]
fn addresses_in_angle_brackets_stand_outside_of_tables() {
    let text = "<https://a.example/x|y>\n<https://b.example/?q=1|2>\n";
    assert_eq!(readings(text), ["https://a.example/x|y", "https://b.example/?q=1|2"]);
    let text = "url,note\nhttps://a.example/,fake\n<https://b.example/x,1>\nhttps://c.example/,fake\n";
    assert_eq!(
        readings(text),
        ["header", "https://a.example/", "https://b.example/x,1", "https://c.example/"]
    );
    let url = ReportedUrl::parse("https://b.example/x,1").unwrap();
    assert_eq!(line_of(&url), "<https://b.example/x,1>");
}

#[test]
fn a_single_column_may_have_a_name() {
    assert_eq!(readings("\u{feff}URLs\nhttps://a.example\n"), ["header", "https://a.example/"]);
    assert_eq!(readings("a.example\rb.example\r"), ["https://a.example/", "https://b.example/"]);
    assert_eq!(readings(""), Vec::<String>::new());
}

#[test]
fn lists_beyond_the_limits_are_refused_as_a_whole() {
    let lines = |count: usize| (0..count).map(|n| format!("a{n}.example\n\n")).collect::<String>();
    assert_eq!(read(&lines(MAX_LINES)).unwrap().counts().addresses, MAX_LINES);
    assert_eq!(read(&lines(10_000)), Err(TooMuch::Lines(10_000)));
    assert_eq!(read(&"a".repeat(MAX_BYTES + 1)), Err(TooMuch::Bytes(MAX_BYTES + 1)));
    assert_eq!(readings(&"a".repeat(MAX_BYTES)), [Not::TooLong.code()]);
    assert!(TooMuch::Lines(10_000).to_string().contains("10000 lines"));
    assert!(TooMuch::Bytes(MAX_BYTES + 1).to_string().contains("1025 kB"));
}

/// Lists as people and their programs send them, bytes and all.
macro_rules! samples {
    ($($name:literal),+ $(,)?) => { [$(($name, include_bytes!(concat!("samples/", $name)).as_slice())),+] };
}

#[test]
fn what_is_understood_of_samples() {
    let samples = samples![
        "blocklist.txt",
        "defanged.txt",
        "forwarded.txt",
        "ids.json",
        "latin-1.txt",
        "markdown.md",
        "old-mac.txt",
        "prose.txt",
        "scanner.tsv",
        "spreadsheet.csv",
        "table.md",
        "takedown.csv",
        "utf-16.txt",
    ];
    for (name, bytes) in samples {
        let text = String::from_utf8_lossy(bytes);
        let list = read(&text).unwrap();
        let said = list.lines.iter().zip(readings(&text));
        let lines: Vec<_> =
            said.map(|(line, reading)| format!("{:>2} {reading}\n   {:?}", line.number, line.raw)).collect();
        insta::assert_snapshot!(name, lines.join("\n"));
    }
}

proptest! {
    #[test]
    fn every_line_is_accounted_for(text in "[a-c.,;\t\"|# \n\r:/1é]{0,200}") {
        let list = read(&text).unwrap();
        let raw = list.lines.iter().map(|line| line.raw.as_str()).collect::<Vec<_>>().join("\n");
        prop_assert_eq!(raw, split_lines(&text).join("\n"));
        prop_assert!(list.lines.is_sorted_by_key(|line| line.number));
    }
}
