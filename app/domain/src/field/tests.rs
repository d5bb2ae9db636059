use super::*;

fn read(field: Field, text: &str) -> Result<Option<String>, FieldError> {
    field.read(&[text.to_owned()], true)
}

#[test]
fn limits_are_those_of_the_public_form() {
    assert_eq!(read(Field::Justification, &"x".repeat(5000)).unwrap().unwrap().len(), 5000);
    assert_eq!(
        read(Field::Justification, &"x".repeat(5001)),
        Err(FieldError::TooLong { limit: 5000, length: 5001 })
    );
    assert!(read(Field::Name, &"ä".repeat(255)).is_ok());
    assert!(read(Field::Telephone, &"1".repeat(21)).is_err());
}

#[test]
fn emails() {
    for good in ["a@example.com", "Ann.O'Neil+x@mail.example", "ü@bücher.example"] {
        assert!(email(good).is_ok(), "{good}");
    }
    assert_eq!(email("A@EXAMPLE.com").unwrap(), "A@example.com");
    for bad in [
        "a",
        "a@b",
        "@example.com",
        "a@@example.com",
        "a b@example.com",
        "a@-x.com",
        "a@x..com",
        "a@example.com\nBcc: b@c.de",
    ] {
        assert_eq!(email(bad), Err(FieldError::NotAnEmail), "{bad}");
    }
}

#[test]
fn networks() {
    assert_eq!(
        read(Field::SourceIps, "192.0.2.1\n\n192.0.2.1\n2001:DB8::1"),
        Ok(Some("192.0.2.1\n2001:db8::1".into()))
    );
    assert_eq!(read(Field::SourceIps, "192.0.2.1\nhere"), Err(FieldError::NotAnIp { line: 2 }));
    assert_eq!(read(Field::PortsProtocols, "80/tcp"), Ok(Some("80/TCP".into())));
    assert_eq!(read(Field::PortsProtocols, "0/tcp"), Err(FieldError::NotAPort { line: 1 }));
    assert_eq!(read(Field::PortsProtocols, "80"), Err(FieldError::NotAPort { line: 1 }));
    let many = (0..31).map(|n| format!("192.0.2.{n}")).collect::<Vec<_>>().join("\n");
    assert_eq!(read(Field::SourceIps, &many), Err(FieldError::TooMany { limit: 30, count: 31 }));
}

#[test]
fn an_empty_field_is_missing_only_where_it_is_required() {
    assert_eq!(Field::Company.read(&[String::from("  ")], false), Ok(None));
    assert_eq!(Field::Agree.read(&[], true), Err(FieldError::NotTicked));
    assert_eq!(Field::SubjectRepresentation.read(&[], true), Err(FieldError::NotChosen));
}
