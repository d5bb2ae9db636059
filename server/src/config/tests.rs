use std::io::Write as _;
use std::path::PathBuf;

use secrecy::ExposeSecret as _;

use super::*;

fn file(name: &str, text: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("portal-config-{}-{name}.toml", std::process::id()));
    std::fs::File::create(&path).unwrap().write_all(text.as_bytes()).unwrap();
    path
}

fn read(name: &str, text: &str, environment: &[(&str, &str)]) -> Result<Config, Vec<String>> {
    let path = file(name, text);
    let sources = Sources {
        file: Some(path.clone()),
        environment: environment.iter().map(|(name, text)| ((*name).into(), (*text).into())).collect(),
        overrides: Vec::new(),
    };
    let outcome = Config::read(sources).map(|(config, _)| config).map_err(|errors| errors.0);
    std::fs::remove_file(&path).unwrap();
    let hide = |problem: String| problem.replace(&path.display().to_string(), "portal.toml");
    outcome.map_err(|problems| problems.into_iter().map(hide).collect())
}

#[test]
fn nothing_configured_is_a_working_embedded_portal() {
    let (config, settings) = Config::read(Sources::default()).unwrap();
    assert!(config.is_embedded());
    assert_eq!(config.mail.transport, MailTransport::Mailbox);
    assert_eq!(config.mail.reply_domain, "localhost");
    assert!(settings.iter().any(|setting| setting.key == "listen" && setting.source == "default"));
}

#[test]
fn the_environment_beats_the_file_and_a_flag_beats_both() {
    let path = file("order", "listen = \"127.0.0.1:1\"\n[site]\nname = \"From file\"\nhue = 12\n");
    let sources = Sources {
        overrides: vec![("listen", "127.0.0.1:3".into())],
        environment: vec![
            ("PORTAL_LISTEN".into(), "127.0.0.1:2".into()),
            ("PORTAL_SITE__NAME".into(), "From environment".into()),
            ("PORTAL_SITE__HUE".into(), String::new()),
        ],
        file: Some(path.clone()),
    };
    let (config, _) = Config::read(sources).unwrap();
    std::fs::remove_file(path).unwrap();
    assert_eq!(config.listen.port(), 3);
    assert_eq!(config.site.name, "From environment");
    assert!((config.site.hue - 12.0).abs() < f32::EPSILON);
}

#[test]
fn every_mistake_is_told_at_once_with_its_line() {
    let text = "lissten = \"x\"\n\n[mail]\ntransport = \"pigeon\"\n[mail.smtp]\nprot = 1\nport = 70000\n[site]\nname = \" \"\nhue = \"red\"\nchroma = 7\n";
    let problems = read("mistakes", text, &[("PORTAL_SITE__TIME_ZONE", "Mars/Base"), ("PORTAL_NAME", "x")]);
    let problems = problems.unwrap_err();
    assert_eq!(
        problems,
        [
            "site.hue (portal.toml line 10): expected a number",
            "site.time_zone (PORTAL_SITE__TIME_ZONE): expected the name of a time zone such as Europe/Lisbon",
            "mail.transport (portal.toml line 4): expected smtp, file or mailbox",
            "mail.smtp.port (portal.toml line 7): expected a whole number up to 65535",
            "site.name: give the portal a name; it stands in every title and letter",
            "site.chroma: expected a number from 0 to 0.4 (OKLCH)",
            "lissten (portal.toml line 1): no such setting; known here: base_url, data_dir, listen, policy, \
             secret_key, trusted_proxies, [database], [limits], [mail], [sessions], [site]",
            "mail.smtp.prot (portal.toml line 6): no such setting; known here: mail.smtp.host, \
             mail.smtp.password, mail.smtp.pool, mail.smtp.port, mail.smtp.timeout, mail.smtp.tls, mail.smtp.username",
            "PORTAL_NAME (environment): no such setting",
        ]
    );
}

#[test]
fn broken_toml_and_missing_files_are_mistakes() {
    let problems = read("broken", "listen = \n", &[]).unwrap_err();
    assert!(problems[0].contains("line 1"), "{problems:?}");
    let problems = read("unclosed", "[mail.smtp]\npassword = \"hunter2\n", &[]).unwrap_err();
    assert!(problems[0].starts_with("portal.toml line 2: "), "{problems:?}");
    assert!(
        !problems[0].contains("hunter2"),
        "a secret is not shown with the line it stands in: {problems:?}"
    );
    let sources = Sources { file: Some("/nowhere/portal.toml".into()), ..Sources::default() };
    let ConfigErrors(problems) = Config::read(sources).unwrap_err();
    assert!(problems[0].starts_with("/nowhere/portal.toml: cannot be read"), "{problems:?}");
}

#[test]
fn a_database_of_ones_own_needs_a_key_and_a_way_for_mail() {
    let url = ("DATABASE_URL", "postgres://portal_login:hunter2@db/portal");
    let problems = read("external", "", &[url]).unwrap_err();
    assert_eq!(problems.len(), 2, "{problems:?}");
    let key = ("PORTAL_SECRET_KEY", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
    let text = "base_url = \"https://abuse.example\"\n[mail]\ntransport = \"smtp\"\nfrom = \"abuse@abuse.example\"\n";
    let config = read("key", text, &[url, key]).unwrap();
    assert_eq!(config.secret_key.unwrap().bytes(), b"01234567890123456789012345678901");
    assert_eq!(config.database.url.unwrap().expose_secret(), url.1);
}

#[test]
fn a_portal_that_others_reach_has_no_open_mailbox() {
    let problems = read("open-mailbox", "base_url = \"https://abuse.example\"\n", &[]).unwrap_err();
    assert!(problems.len() == 1 && problems[0].contains("/dev/mailbox"), "{problems:?}");
    for near in ["http://localhost:8080", "http://127.0.0.1:8080", "http://[::1]:8080"] {
        read("near", &format!("base_url = \"{near}\"\n"), &[]).unwrap();
    }
    read("empty", "[mail]\n[mail.smtp]\n", &[]).unwrap();
    assert!(read("unknown", "[smpt]\n", &[]).is_err());
    read(
        "sent",
        "base_url = \"https://abuse.example\"\n[mail]\ntransport = \"file\"\nfolder = \"/tmp\"\n",
        &[],
    )
    .unwrap();
}

#[test]
fn what_everybody_would_see_is_checked() {
    // A mail server on this machine sends letters into the world as any other does.
    let text =
        "[site]\nname = \" \"\nhue = 900\n[mail]\ntransport = \"smtp\"\n[mail.smtp]\nhost = \"localhost\"\n";
    let problems = read("seen", text, &[]).unwrap_err();
    let named: Vec<&str> =
        problems.iter().filter_map(|problem| problem.split_once(':')).map(|(key, _)| key).collect();
    assert_eq!(named, ["base_url", "mail.from", "site.name", "site.hue"]);
}

#[test]
fn numbers_in_the_environment_stay_text_where_text_is_wanted() {
    let smtp = [("PORTAL_MAIL__SMTP__USERNAME", "007"), ("PORTAL_MAIL__SMTP__PASSWORD", "00123")];
    let config = read("digits", "", &smtp).unwrap();
    assert_eq!(config.mail.smtp.username.as_deref(), Some("007"));
    assert_eq!(config.mail.smtp.password.unwrap().expose_secret(), "00123");
}

#[test]
fn secrets_are_shown_to_nobody() {
    let environment = vec![
        ("DATABASE_URL".to_owned(), "postgres://a:hunter2@db/portal".to_owned()),
        ("PORTAL_MAIL__TRANSPORT".to_owned(), "smtp".to_owned()),
        ("PORTAL_MAIL__FROM".to_owned(), "abuse@abuse.example".to_owned()),
        ("PORTAL_BASE_URL".to_owned(), "https://abuse.example".to_owned()),
        ("PORTAL_SECRET_KEY".to_owned(), "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=".to_owned()),
    ];
    let (config, settings) = Config::read(Sources { environment, ..Sources::default() }).unwrap();
    let shown = format!("{config:?} {settings:?}");
    assert!(!shown.contains("hunter2") && !shown.contains("MDEyMzQ1"), "{shown}");
}

#[test]
fn a_policy_file_is_read_with_the_settings() {
    let policy = file("policy", "version = \"1\"\n[categories.fishing]\n");
    let problems = read("broken-policy", &format!("policy = \"{}\"\n", policy.display()), &[]).unwrap_err();
    std::fs::remove_file(&policy).unwrap();
    assert!(problems[0].starts_with("policy: ") && problems[0].contains("fishing"), "{problems:?}");
    let missing = read("no-policy", "policy = \"/nowhere/policy.toml\"\n", &[]).unwrap_err();
    assert!(missing[0].contains("/nowhere/policy.toml cannot be read"), "{missing:?}");
}

#[rustfmt::skip]
const PIECES: &[&str] = &[
    "\n", "\n", "\n", " = ", "=", ".", "[", "]", "[mail]", "[mail.smtp]", "[site]", "[database]", "[limits]", "[[mail]]", "mail.smtp.port = 25", "listen = ",
    "\"127.0.0.1:1\"", "base_url = \"https://abuse.example\"", "policy = \"/nowhere\"", "name = \"Desk\"", "hue = 12", "hue = 1e9", "hue = nan",
    "chroma = -1", "posts_per_minute = 0", "body_bytes = 4294967296", "request_timeout = \"5m\"", "request_timeout = \"-1s\"", "time_zone = \"Mars\"",
    "password = \"hunter2\"", "password = \"hunter2", "username = 7", "url = \"postgres://a:hunter2@db\"", "secret_key = \"hunter2\"", "tls = \"none\"",
    "trusted_proxies = [\"10.0.0.0/8\", 1]", "1979-05-27", "{}", "{ a = 1 }", "# note", "ü", "\u{0}", "\u{feff}", "mail.transport = \"smtp\"", "mail.from = \"a@b.example\"",
];

/// Whatever is refused is named, and nobody is shown a secret.
#[test]
fn fuzz_settings() {
    let check = |text: &str, environment: &[(&str, &str)]| match read("fuzz", text, environment) {
        Ok(config) => assert!(!format!("{config:?}").contains("hunter2"), "{text:?}"),
        Err(problems) => {
            assert!(!problems.is_empty(), "{text:?}");
            let is_told = |problem: &String| !problem.is_empty() && !problem.contains("hunter2");
            assert!(problems.iter().all(is_told), "{problems:?}");
        }
    };
    bolero::check!().for_each(|bytes| {
        let text = crate::fuzz::spelled(bytes, PIECES);
        check(&text, &[]);
        check(&String::from_utf8_lossy(bytes), &[]);
        let values = text.replace('\n', "");
        let names = [
            "PORTAL_LISTEN",
            "PORTAL_SITE__HUE",
            "PORTAL_TRUSTED_PROXIES",
            "PORTAL_MAIL__FROM",
            "PORTAL_LIMITS__REQUEST_TIMEOUT",
        ];
        check("", &names.map(|name| (name, "1"))[..bytes.len() % 6]);
        check(
            "",
            &[
                ("DATABASE_URL", &values),
                ("PORTAL_SECRET_KEY", &values),
                ("PORTAL_MAIL__SMTP__PASSWORD", &values),
            ],
        );
    });
}
