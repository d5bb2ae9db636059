use super::*;
use NotAnAddress as Not;

fn read(text: &str) -> Result<String, Not> {
    ReportedUrl::parse(text).map(String::from)
}

#[track_caller]
fn reads(text: &str, canonical: &str) {
    assert_eq!(read(text).as_deref(), Ok(canonical), "{text:?}");
}

#[track_caller]
fn refuses(text: &str, reason: Not) {
    assert_eq!(read(text), Err(reason), "{text:?}");
}

#[test]
fn plain_addresses() {
    reads("https://www.example.com/Path?Q=1#Frag", "https://www.example.com/Path?Q=1#Frag");
    reads("HTTP://WWW.EXAMPLE.COM", "http://www.example.com/");
    reads("https://example.org:443/a", "https://example.org/a");
    reads("http://example.org:8080/a", "http://example.org:8080/a");
    reads("http://example.org./a", "http://example.org/a");
    reads("http:\\\\example.org\\a\\b", "http://example.org/a/b");
    reads("http://example.org/a/../b", "http://example.org/b");
    reads("https://bücherwelt.example/ä", "https://xn--bcherwelt-q9a.example/%C3%A4");
}

#[test]
fn disguised_addresses() {
    for text in [
        "hxxps://login[.]example[.]org/a",
        "hXXps[:]//login.example[.org/a",
        "hxxps[://]login(.)example{dot}org[/]a",
        "https%3A%2F%2Flogin%2Eexample%2Eorg%2Fa",
        "<https://login.example.org/a>",
        "“https://login.example.org/a”.",
        "https://login\\.example\\.org/a",
        "\u{200b}https://login.example.org/a\u{202c}",
        "(https://login.example.org/a)",
        "[text](https://login.example.org/a)",
        "https:\\/\\/login.example.org\\/a",
        "URL:https://login.example.org/a",
        "https://https://login.example.org/a",
        "hxxps:// login [.] example [dot] org/a",
        "'https://login.example.org/a',",
        "**https://login.example.org/a**",
        "`++hxxps://login.example[.]org/a++`",
        "https://login.example.org/\na",
        "ttps://login.example.org/a",
    ] {
        reads(text, "https://login.example.org/a");
    }
}

#[test]
fn a_backslash_that_browsers_take_for_a_slash_is_one() {
    reads("https://evil.test\\.host/", "https://evil.test/.host/");
    reads("HTTP://www.evil.test\\.host/a", "http://www.evil.test/.host/a");
    reads("hxxps://www.evil\\.test/a", "https://www.evil.test/a");
    reads("https://www\\.evil\\.test/a\\.b", "https://www.evil.test/a.b");
}

#[test]
fn a_missing_scheme_is_https_and_remembered() {
    let url = ReportedUrl::parse("example.org/x").unwrap();
    assert_eq!((url.as_str(), url.scheme_given()), ("https://example.org/x", false));
    assert!(ReportedUrl::parse("https://example.org/x").unwrap().scheme_given());
    reads("example.org:80/x", "http://example.org/x");
    reads("example.org:443/x", "https://example.org/x");
    reads("//example.org/x", "https://example.org/x");
    reads("*.example.org", "https://example.org/");
    reads("https://*.example.org/x", "https://example.org/x");
    reads(".example.org", "https://example.org/");
    reads("203.0.113.41", "https://203.0.113.41/");
    reads("2001:db8::1", "https://[2001:db8::1]/");
    reads("alderfinch.example", "https://alderfinch.example/");
    reads("kit.unknowntld/x", "https://kit.unknowntld/x");
}

#[test]
fn userinfo_is_dropped_and_remembered() {
    let url = ReportedUrl::parse("https://bank.example%2F@evil.example/x").unwrap();
    assert_eq!((url.as_str(), url.had_userinfo()), ("https://evil.example/x", true));
    reads("https://user:secret@evil.example", "https://evil.example/");
    assert!(!ReportedUrl::parse("https://evil.example/@x").unwrap().had_userinfo());
}

#[test]
fn ip_addresses_in_every_spelling() {
    for text in [
        "http://203.0.113.41",
        "http://3405803817",
        "http://0xcb007129",
        "http://0313.0.0x71.41",
        "http://203.28969",
        "http://0xCB.0.0x71.0x29.",
        "http://[::ffff:203.0.113.41]",
        "http://203[.]0[.]113[.]41",
    ] {
        reads(text, "http://203.0.113.41/");
    }
    reads("http://[2001:0DB8:0:0::1]:8080/x", "http://[2001:db8::1]:8080/x");
    refuses("3405803817", Not::JustWords);
    reads("0xcb007129", "https://203.0.113.41/");
    refuses("12.5", Not::JustWords);
    refuses("12:30:45", Not::JustWords);
    refuses("http://203.0.113.256", Not::BadHost);
}

#[test]
fn the_key_leaves_the_fragment_out() {
    let key = |text: &str| ReportedUrl::parse(text).unwrap().key().to_owned();
    assert_eq!(key("https://Example.org:443/a?b#c"), "https://example.org/a?b");
    assert_eq!(key("https://example.org/a?b#d"), key("hxxps://example[.]org/a?b"));
    assert_ne!(key("https://example.org/a"), key("https://example.org/A"));
}

#[test]
fn words_around_an_address() {
    reads("http://evil.example/a this is phishing, seen 3 May", "http://evil.example/a");
    reads("evil[.]example's owner knows", "https://evil.example/");
    reads("SERVER AT 203.0.113[.]41 PORT 2222:", "https://203.0.113.41/");
    reads("203.0.113.41 port 80 - evil.example - a shop", "https://evil.example/");
    reads("hxxp://evil[.]example/a (see https://news.example/1)", "http://evil.example/a");
    reads("it looks like bank.example: evil[.]example", "https://evil.example/");
    reads("|evil[.]example|2022-03-01|kit", "https://evil.example/");
    reads("evil.example - fake shop", "https://evil.example/");
    reads("Please look at hxxp://evil[.]example/a today!", "http://evil.example/a");
    reads("IP: 203.0.113.41", "https://203.0.113.41/");
    reads("0.0.0.0 evil.example", "https://evil.example/");
    reads("http://evil.example/my files/setup 2/", "http://evil.example/my%20files/setup%202/");
    reads("http:// evil .example /a", "http://evil.example/a");
    reads("http://evil.example/a http://evil.example/a#b", "http://evil.example/a");
}

#[test]
fn words_behind_an_address_are_left_out_and_it_says_so() {
    let cut = |text: &str| ReportedUrl::parse(text).unwrap().is_cut();
    for text in [
        "https://a.example/päge b c",
        "\"https://a[.]example/a b\",2026-01-01",
        "evil[.]example and so on",
        "a.example | note",
    ] {
        assert!(cut(text), "{text}");
    }
    for text in [
        "https://a.example/x .",
        "see https://a.example/x!",
        "http://a.example/my files/setup 2/",
        "<https://a.example/x>",
    ] {
        assert!(!cut(text), "{text}");
    }
    reads("https://a.example/x?q=<b>hi</b>", "https://a.example/x?q=%3Cb%3Ehi%3C/b%3E");
    let url = ReportedUrl::parse("https://a.example/a").unwrap();
    assert!(url.is_part_of("https://a.example/a b") && !url.is_part_of("https://a.example/a"));
    assert!(!url.is_part_of("https://a.example/a,phishing,today now"));
}

#[test]
fn what_is_not_an_address() {
    refuses("", Not::Empty);
    refuses(" \u{200b}\u{feff} ", Not::Empty);
    refuses("see the screenshot", Not::JustWords);
    refuses("It was bad. Very bad.", Not::JustWords);
    refuses("e.g. this one", Not::JustWords);
    refuses("and/or", Not::JustWords);
    refuses("???", Not::JustWords);
    refuses("https://", Not::NoHost);
    refuses("/login.php", Not::NoHost);
    refuses("ftp://example.org/a", Not::OtherScheme("ftp".into()));
    refuses("javascript:alert(1)", Not::OtherScheme("javascript".into()));
    refuses("mailto:me@example.org", Not::LooksLikeEmail);
    refuses("me@example.org", Not::LooksLikeEmail);
    refuses("me (at) example [dot] org", Not::LooksLikeEmail);
    refuses("me @ example.org", Not::LooksLikeEmail);
    refuses("me AT example DOT org", Not::JustWords);
    refuses("sends stolen data: me@example.org", Not::LooksLikeEmail);
    refuses("write to me@example.org please", Not::LooksLikeEmail);
    refuses("http://a.example, http://b.example", Not::SeveralAddresses);
    refuses("http://a.example,http://b.example", Not::SeveralAddresses);
    refuses("http://a.example/xhttp://b.example\nc.example", Not::SeveralAddresses);
    refuses("http://a.comhttp://b.com", Not::SeveralAddresses);
    refuses("hxxp://a[.]example leads to b[.]example", Not::SeveralAddresses);
    refuses("203.0.113.41 203.0.113.42", Not::SeveralAddresses);
    refuses("a.com b.com", Not::SeveralAddresses);
    refuses("d41d8cd98f00b204e9800998ecf8427e", Not::Fingerprint);
    refuses("192.0.2.0/24", Not::AddressRange);
    refuses("2001:db8::/32", Not::AddressRange);
}

#[test]
fn hosts_nobody_can_visit() {
    for text in [
        "http://localhost/a",
        "localhost:8080",
        "http://intranet/",
        "http://printer.local",
        "http://a.internal",
        "http://1.0.0.127.in-addr.arpa",
    ] {
        refuses(text, Not::LocalName);
    }
    refuses("http://expyuzz4wqqyqhjn.onion/", Not::Onion);
    for text in [
        "http://192.168.0.1",
        "10.0.0.1",
        "http://127.1",
        "http://[::1]/",
        "http://0x7f.1",
        "http://[::ffff:10.0.0.1]",
    ] {
        refuses(text, Not::PrivateIp);
    }
    for text in [
        "http://a..example",
        "http://a_b!.example",
        "http://exa mple.org:port",
        "http://example.org:99999",
        "http://xn--\u{e9}.example",
        "http://-%00.example",
    ] {
        assert!(matches!(read(text), Err(Not::BadHost | Not::LocalName)), "{text}: {:?}", read(text));
    }
}

#[test]
fn length_is_limited_to_the_character() {
    let longest = format!("https://example.org/{}", "a".repeat(MAX_LENGTH - 20));
    reads(&longest, &longest);
    refuses(&format!("{longest}a"), Not::TooLong);
    refuses(&"a".repeat(MAX_TEXT + 1), Not::TooLong);
    let host = format!("http://{}.example", "a".repeat(64));
    refuses(&host, Not::BadHost);
}

#[test]
fn serde_keeps_the_canonical_text() {
    let url = ReportedUrl::parse("hxxp://example[.]org/a#b").unwrap();
    let json = serde_json::to_string(&url).unwrap();
    assert_eq!(json, r#""http://example.org/a#b""#);
    assert_eq!(serde_json::from_str::<ReportedUrl>(&json).unwrap(), url);
    assert!(serde_json::from_str::<ReportedUrl>(r#""see the screenshot""#).is_err());
    let reason = serde_json::to_value(Not::OtherScheme("ftp".into())).unwrap();
    assert_eq!(reason, serde_json::json!({"reason": "other_scheme", "detail": "ftp"}));
}

#[test]
fn reports_about_one_site_share_a_key() {
    let cluster = |text: &str| ReportedUrl::parse(text).unwrap().registrable();
    assert_eq!(cluster("https://a.b.example.co.uk/x"), "example.co.uk");
    assert_eq!(cluster("https://someone.github.io"), "someone.github.io");
    assert_eq!(cluster("https://github.io"), "github.io");
    assert_eq!(cluster("http://203.0.113.41/x"), "203.0.113.41");
}

#[test]
fn hostile_lengths_take_no_time() {
    for piece in [
        "(", "[.", "\\", "\\.", "((", "a.", "://", "[[a]", "http://", " ", ". ", "( ", "%2e", "ü", "/../",
        "[/", "xn--a", "()", "@[",
    ] {
        let _ = read(&piece.repeat(MAX_TEXT / piece.len()));
        let _ = read(&format!("http://a.example/{}", piece.repeat(MAX_TEXT / piece.len() - 20)));
        let _ = read(&format!("http://{}", piece.repeat(MAX_TEXT / piece.len() - 20)));
    }
}
