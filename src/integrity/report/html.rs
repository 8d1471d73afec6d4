//! Renders the report as a printable page: one file without scripts and external resources, with
//! every text escaped.

use super::json::in_s3;
use super::{RULES, ReportStamp};
use crate::base::markup::HtmlPage;
use crate::base::remark::Remark;
use crate::integrity::model::findings::{Chain, DigestFinding, FilePlace, Findings, LogFinding, Moment};
use crate::integrity::model::times;
use crate::integrity::present::statement;

const STYLE: &str = "\
body{font:14px/1.5 system-ui,sans-serif;color:#1b1b1f;background:#fff;margin:2rem auto;max-width:72rem;padding:0 1rem}\
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem;border-bottom:1px solid #ccc}h3{font-size:1rem}\
table{border-collapse:collapse;width:100%;margin:.5rem 0}th,td{text-align:left;vertical-align:top;padding:.2rem .5rem;border-bottom:1px solid #ddd}\
code,pre{font:12px/1.4 ui-monospace,monospace;overflow-wrap:anywhere;white-space:pre-wrap;margin:0}\
.verified{color:#176b2c}.invalid{color:#a8141c;font-weight:600}.unproven,.missing,.notcovered,.foundkey{color:#7a4d00}\
thead{display:table-header-group}tr{break-inside:avoid}@media print{body{margin:0;max-width:none}}";

/// Returns the report as an HTML page.
pub fn html(findings: &Findings, writing: &ReportStamp) -> String {
    let mut page = HtmlPage::default();
    page.raw("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n");
    page.raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n");
    page.raw("<title>Integrity of CloudTrail logs</title>\n<style>");
    page.raw(STYLE);
    page.raw("</style>\n</head>\n<body>\n");
    page.element("h1", "Integrity of CloudTrail logs");
    page.element(
        "p",
        &format!(
            "Written by Trailglass {} on {}.",
            writing.version,
            times::in_words(writing.written_at_millis)
        ),
    );
    page.element("h2", "Result");
    for sentence in statement::summary(findings) {
        page.element("p", &sentence);
    }
    page.element("h2", "Public keys");
    keys(&mut page, findings);
    for chain in &findings.chains {
        page.element("h2", &format!("Chain of {}", statement::title(findings, chain)));
        of_chain(&mut page, chain);
    }
    page.element("h2", "Log files");
    page.table(&["Verdict", "Log file", "SHA-256"], |page| {
        for log in &findings.logs {
            of_log(page, log);
        }
    });
    queries(&mut page, findings);
    if !findings.problems.is_empty() {
        page.element("h2", "Documents that could not be used");
        page.table(&["File", "Problem"], |page| {
            for problem in &findings.problems {
                page.row(&[&problem.path, &problem.message.to_string()]);
            }
        });
    }
    page.element("h2", "Evidence for every digest");
    for digest in findings.chains.iter().flat_map(|chain| &chain.digests) {
        evidence(&mut page, digest);
    }
    page.element("h2", "Rules");
    page.raw("<ol>\n");
    for rule in RULES {
        page.element("li", rule);
    }
    page.raw("</ol>\n</body>\n</html>\n");
    page.finish()
}

/// Writes the object, and the paths of its files.
fn where_it_is(page: &mut HtmlPage, object: &str, places: &[FilePlace]) {
    page.raw("<td>");
    page.code(object);
    for place in places {
        page.raw("<br>here as ");
        page.code(&place.path);
    }
}

fn keys(page: &mut HtmlPage, findings: &Findings) {
    if findings.keys.is_empty() {
        page.element("p", "None was supplied.");
        return;
    }
    page.table(
        &["Fingerprint", "Bits", "Valid", "Supplied in", "Trusted", "Digests that name it", "Problem"],
        |page| {
            for key in &findings.keys {
                let moment = |moment: &Option<Moment>| {
                    moment.as_ref().map_or_else(|| "?".to_owned(), |moment| moment.text.clone())
                };
                page.row(&[
                    &key.fingerprint,
                    &key.bits.map_or_else(String::new, |bits| bits.to_string()),
                    &format!("{} to {}", moment(&key.valid_from), moment(&key.valid_until)),
                    &key.path,
                    key.standing(),
                    &key.digests.to_string(),
                    &key.problem.as_ref().map(Remark::to_string).unwrap_or_default(),
                ]);
            }
        },
    );
}

fn of_chain(page: &mut HtmlPage, chain: &Chain) {
    page.raw("<ul>\n");
    for sentence in &chain.sentences {
        page.element("li", sentence);
    }
    page.raw("</ul>\n");
    page.table(&["Verdict", "From", "To", "Digest"], |page| {
        for digest in &chain.digests {
            page.raw("<tr>");
            page.cell(digest.verdict.class().name(), &digest.verdict.to_string());
            for moment in [&digest.start, &digest.end] {
                page.cell("", moment.as_ref().map_or("", |moment| &moment.text));
            }
            where_it_is(page, &in_s3(&digest.object), &digest.places);
            page.lines(&digest.notes);
            page.raw("</td></tr>\n");
        }
    });
}

fn of_log(page: &mut HtmlPage, log: &LogFinding) {
    page.raw("<tr>");
    page.cell(log.verdict.class().name(), &log.verdict.to_string());
    where_it_is(page, &in_s3(&log.object), &log.places);
    page.lines(&log.notes);
    page.raw("</td><td>");
    let found = log.found.map(|hash| hash.to_string()).unwrap_or_default();
    page.code(&found);
    if let Some(expected) = log.expected.as_ref().filter(|expected| **expected != found) {
        page.raw("<br>the digest says ");
        page.code(expected);
    }
    page.raw("</td></tr>\n");
}

fn queries(page: &mut HtmlPage, findings: &Findings) {
    for query in &findings.queries {
        page.element("h2", &format!("Query results of {}", query.place.path));
        page.element("p", &format!("Sign file: {}.", query.verdict));
        page.table(&["Verdict", "File", "SHA-256 of the packed file"], |page| {
            for file in &query.files {
                page.raw("<tr>");
                page.cell(file.verdict.class().name(), &file.verdict.to_string());
                page.cell("", &file.name);
                page.cell("", &file.found.map(|hash| hash.to_string()).unwrap_or_default());
                page.raw("</tr>\n");
            }
        });
    }
}

fn evidence(page: &mut HtmlPage, digest: &DigestFinding) {
    let Some(evidence) = &digest.evidence else { return };
    page.raw("<h3>");
    page.code(&in_s3(&digest.object));
    page.raw("</h3>\n<p>Verdict: ");
    page.text(&digest.verdict.to_string());
    page.raw(". String to sign:</p>\n<pre>");
    page.text(&evidence.string_to_sign);
    page.raw("</pre>\n");
    page.table(&["Signature from", "Right", "Signature"], |page| {
        for signature in &evidence.signatures {
            let is_right = match signature.is_right {
                Some(true) => "yes",
                Some(false) => "NO",
                None => "no key to tell",
            };
            page.row(&[&signature.path, is_right, &signature.signature]);
        }
    });
}
