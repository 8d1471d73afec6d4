//! DuckDB macros that read values by the filter language's rules. A statement is preceded by the
//! macros that it uses and no others.

/// A macro: its name, its parameters, a comment for the reader, and its body.
struct Macro {
    name: &'static str,
    parameters: &'static str,
    about: &'static str,
    body: &'static str,
}

/// All macros; each follows those that it uses.
const MACROS: &[Macro] = &[
    Macro {
        name: "fold",
        parameters: "t",
        about: "case is ignored for ASCII letters",
        body: "translate(t, 'ABCDEFGHIJKLMNOPQRSTUVWXYZ', 'abcdefghijklmnopqrstuvwxyz')",
    },
    Macro {
        name: "number",
        parameters: "t",
        about: "a decimal number, else NULL",
        body: r"CASE WHEN regexp_full_match(t, '[-+]?([0-9]+\.?[0-9]*|\.[0-9]+)([eE][-+]?[0-9]+)?')
    AND isfinite(try_cast(t AS DOUBLE)) THEN try_cast(t AS DOUBLE) END",
    },
    Macro {
        name: "elements",
        parameters: "vs",
        about: "arrays give their elements",
        body: "flatten(list_transform(vs, lambda v: CASE json_type(v) WHEN 'ARRAY' THEN CAST(v AS JSON[]) ELSE [v] END))",
    },
    Macro {
        name: "below",
        parameters: "vs, k",
        about: "the values at a key in any case, arrays looked through",
        body: r#"flatten(list_transform(elements(elements(vs)), lambda v: CASE WHEN json_type(v) = 'OBJECT' THEN
    list_transform(list_filter(json_keys(v), lambda n: fold(n) = k), lambda n: json_extract(v,
      '$."' || replace(replace(n, '\', '\\'), '"', '\"') || '"')) ELSE [] END))"#,
    },
    Macro {
        name: "inside",
        parameters: "v",
        about: "a value and all values inside it",
        body: "list_concat([v], json_extract(v, '$.**'))",
    },
    Macro {
        name: "deep_below",
        parameters: "v, k",
        about: "the values at a key anywhere inside",
        body: "below(list_filter(inside(v), lambda x: json_type(x) = 'OBJECT'), k)",
    },
    Macro {
        name: "texts",
        parameters: "vs",
        about: "the scalars at and inside values, as texts",
        body: "list_filter(flatten(list_transform(vs, lambda v: list_transform(list_filter(inside(v),
    lambda x: json_type(x) NOT IN ('OBJECT', 'ARRAY', 'NULL')), lambda x: x ->> '$'))), lambda t: t <> '')",
    },
    Macro {
        name: "present",
        parameters: "vs",
        about: "the values that are there",
        body: "list_filter(elements(elements(elements(vs))), lambda v: json_type(v) = 'OBJECT' OR (v ->> '$') <> '')",
    },
    Macro {
        name: "strings",
        parameters: "v",
        about: "the texts inside a value, numbers left out",
        body: "list_transform(list_filter(inside(v), lambda x: json_type(x) = 'VARCHAR'), lambda x: x ->> '$')",
    },
    Macro {
        name: "local_name",
        parameters: "t",
        about: "what stands behind the account of an ARN",
        body: "regexp_extract(CAST(t AS VARCHAR), '^(?s:(?:[^:]*:){5}(.*))$', 1)",
    },
    Macro {
        name: "names_of",
        parameters: "ts",
        about: "texts, and of ARNs what stands behind the account and the last part of that",
        body: r"list_concat(ts, list_concat(
    list_transform(list_filter(ts, lambda t: fold(t) LIKE 'arn:%'), lambda t: local_name(t)),
    list_transform(list_filter(ts, lambda t: fold(t) LIKE 'arn:%'), lambda t: regexp_extract(local_name(t), '[^/:]*$'))))",
    },
    Macro {
        name: "resource_names",
        parameters: "r",
        about: "the names of what a record touched",
        body: "names_of(list_concat(strings(json_extract(r, '$.resources')),
    list_concat(list_concat(strings(json_extract(r, '$.requestParameters')), strings(json_extract(r, '$.responseElements'))),
    list_concat(strings(json_extract(r, '$.additionalEventData')), strings(json_extract(r, '$.serviceEventDetails'))))))",
    },
    Macro {
        name: "time_of",
        parameters: "d, f, z",
        about: "a time of parts: date and clock, fraction, zone",
        body: r"try_strptime(replace(replace(replace(d, 'T', ' '), 't', ' '), ':60', ':59'),
    ['%Y-%m-%d %H:%M:%S', '%Y-%m-%d %H:%M', '%Y-%m-%d %H', '%Y-%m-%d', '%Y%m%d %H%M%S'])
    + to_milliseconds(CAST(left(rpad(f, 3, '0'), 3) AS INTEGER))
    - to_minutes(CASE WHEN length(z) < 3 THEN 0 ELSE CAST(left(z, 1) || '1' AS INTEGER)
      * (CAST(substr(z, 2, 2) AS INTEGER) * 60 + CAST('0' || right(replace(substr(z, 4), ':', ''), 2) AS INTEGER)) END)",
    },
    Macro {
        name: "instant",
        parameters: "t",
        about: "a time as records write times, UTC, else NULL",
        body: r"CASE
    WHEN regexp_full_match(trim(t), '\d{4}-\d\d-\d\d([Tt ]\d\d(:\d\d(:\d\d([.,]\d+)?)?)?([Zz]|[-+]\d\d(:?\d\d)?)?)?|\d{8}[Tt ]\d{6}([.,]\d+)?([Zz]|[-+]\d\d(:?\d\d)?)?')
      THEN time_of(regexp_extract(trim(t), '^(\d{4}-\d\d-\d\d|\d{8})([Tt ][0-9:]+)?'),
        regexp_extract(t, '[.,](\d+)', 1), regexp_extract(trim(t), '[Tt ][0-9:.,]+([-+].*)$', 1))
    WHEN regexp_full_match(trim(t), '\d{4}-\d\d') THEN try_strptime(trim(t), '%Y-%m')
    ELSE try_strptime(regexp_replace(trim(t), '[,\s\x{202f}]+', ' ', 'g'), '%b %d %Y %I:%M:%S %p') END",
    },
    Macro {
        name: "time_text",
        parameters: "ts",
        about: "a time as CloudTrail writes it",
        body: "strftime(ts, '%Y-%m-%dT%H:%M:%S') || CASE WHEN millisecond(ts) % 1000 = 0 THEN 'Z' ELSE '.' || lpad(CAST(millisecond(ts) % 1000 AS VARCHAR), 3, '0') || 'Z' END",
    },
    Macro {
        name: "ip4",
        parameters: "t",
        about: "an IPv4 address as the 32 digits of its IPv6 form, else NULL",
        body: r"CASE WHEN regexp_full_match(t, '((25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])(\.|$)){4}') AND t NOT LIKE '%.'
    THEN '00000000000000000000ffff' || format('{:02x}{:02x}{:02x}{:02x}', CAST(split_part(t, '.', 1) AS INTEGER),
      CAST(split_part(t, '.', 2) AS INTEGER), CAST(split_part(t, '.', 3) AS INTEGER), CAST(split_part(t, '.', 4) AS INTEGER)) END",
    },
    Macro {
        name: "hex_groups",
        parameters: "t",
        about: "the groups of a part of an IPv6 address",
        body: "CASE WHEN t = '' THEN [] ELSE list_transform(string_split(t, ':'), lambda g: lpad(g, 4, '0')) END",
    },
    Macro {
        name: "ip6",
        parameters: "t",
        about: "an IPv6 address as 32 digits, else NULL",
        body: r"CASE WHEN NOT regexp_full_match(t, '([0-9a-f]{1,4}(:[0-9a-f]{1,4})*)?(::([0-9a-f]{1,4}(:[0-9a-f]{1,4})*)?)?') THEN NULL
    WHEN contains(t, '::') AND len(hex_groups(split_part(t, '::', 1))) + len(hex_groups(split_part(t, '::', 2))) < 8
      THEN array_to_string(hex_groups(split_part(t, '::', 1)), '') || repeat('0', 32 - 4 * CAST(len(hex_groups(split_part(t, '::', 1)))
        + len(hex_groups(split_part(t, '::', 2))) AS INTEGER)) || array_to_string(hex_groups(split_part(t, '::', 2)), '')
    WHEN NOT contains(t, '::') AND len(hex_groups(t)) = 8 THEN array_to_string(hex_groups(t), '') END",
    },
    Macro {
        name: "ip",
        parameters: "t",
        about: "an address as 32 digits, else NULL",
        body: r"coalesce(ip4(t), ip6(fold(t)), CASE WHEN contains(t, ':') AND ip4(regexp_extract(t, '[^:]*$')) IS NOT NULL
    THEN ip6(regexp_replace(fold(t), '[^:]*$', substr(ip4(regexp_extract(t, '[^:]*$')), 25, 4) || ':' || right(ip4(regexp_extract(t, '[^:]*$')), 4))) END)",
    },
    Macro {
        name: "in_network",
        parameters: "t, first, last, bits",
        about: "an address in a network, or this very network",
        body: "ip(split_part(t, '/', 1)) BETWEEN ip(first) AND ip(last)
    AND starts_with(ip(split_part(t, '/', 1)), '00000000000000000000ffff') = NOT contains(first, ':')
    AND split_part(t, '/', 2) IN ('', bits, CASE WHEN contains(first, ':') THEN '128' ELSE '32' END)",
    },
];

/// Returns whether a text calls a macro; its name must occur as a whole word.
fn calls(text: &str, name: &str) -> bool {
    text.match_indices(&format!("{name}("))
        .any(|(at, _)| !text[..at].ends_with(|before: char| before.is_ascii_alphanumeric() || before == '_'))
}

/// Returns the definitions of the macros that a statement needs, each with a comment, in order.
pub(super) fn macros(statement: &str) -> String {
    let mut needed = vec![false; MACROS.len()];
    // A macro uses only those before it.
    for at in (0..MACROS.len()).rev() {
        let name = MACROS[at].name;
        needed[at] = calls(statement, name)
            || (at + 1..MACROS.len()).any(|later| needed[later] && calls(MACROS[later].body, name));
    }
    let mut text = String::new();
    for Macro { name, parameters, about, body } in
        MACROS.iter().zip(needed).filter(|(_, needed)| *needed).map(|(spec, _)| spec)
    {
        text.push_str(&format!(
            "-- {name}: {about}\nCREATE OR REPLACE TEMP MACRO {name}({parameters}) AS\n  {body};\n"
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_used_is_taught() {
        assert_eq!(macros("SELECT row_number() OVER (), strip(x)"), "");
        let text = macros("SELECT in_network(x, 'a', 'b', '8')");
        let at = |name: &str| text.find(&format!("MACRO {name}(")).expect(name);
        assert!(at("fold") < at("ip4") && at("ip4") < at("ip6") && at("ip") < at("in_network"));
        assert!(!text.contains("MACRO below("));
    }
}
