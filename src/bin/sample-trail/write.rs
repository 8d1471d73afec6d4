//! Parses the command line and writes the trail.

use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use flate2::Compression;
use flate2::write::GzEncoder;
use trailglass::sample::{Edition, IncidentStory, Packing, SMALL_SEED};

const USAGE: &str = "\
Writes an invented CloudTrail trail to a folder, as CloudTrail delivers it.

    sample-trail --events N --out DIR [options]

    --events N            how many events, at least 600
    --out DIR             where to put AWSLogs/ and keys/public-keys.json
    --seed S              another seed tells another trail; without it always the same
    --events-per-file K   at most so many events in a log file
    --file-bytes B        close a log file at so many bytes of JSON
    --level L             of gzip, 0 to 9; 6 unless said otherwise
    --plain               do not pack the files
    --story               print what really happened, too
";

/// The parsed command line.
struct Options {
    events: u64,
    out: Option<PathBuf>,
    seed: u64,
    packing: Packing,
    level: u32,
    plain: bool,
    story: bool,
}

/// Runs the command line and reports failure on standard error.
pub fn main() -> ExitCode {
    let outcome = options(std::env::args().skip(1)).and_then(|options| run(&options));
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(message) => {
            eprintln!("sample-trail: {message}");
            ExitCode::FAILURE
        }
    }
}

fn options(mut arguments: impl Iterator<Item = String>) -> Result<Options, String> {
    let mut options = Options {
        events: 0,
        out: None,
        seed: SMALL_SEED,
        packing: Packing::default(),
        level: 6,
        plain: false,
        story: false,
    };
    while let Some(name) = arguments.next() {
        let mut value = || arguments.next().ok_or(format!("{name} needs a value\n\n{USAGE}"));
        let number = |text: String| {
            text.replace('_', "").parse::<u64>().map_err(|_| format!("{text} is not a number\n\n{USAGE}"))
        };
        match name.as_str() {
            "--events" => options.events = number(value()?)?,
            "--out" => options.out = Some(value()?.into()),
            "--seed" => options.seed = number(value()?)?,
            "--events-per-file" => options.packing.events_per_file = number(value()?)?.max(1) as usize,
            "--file-bytes" => options.packing.bytes_per_file = number(value()?)?.max(1) as usize,
            "--level" => options.level = number(value()?)?.min(9) as u32,
            "--plain" => options.plain = true,
            "--story" => options.story = true,
            "--help" | "-h" => return Err(format!("usage\n\n{USAGE}")),
            _ => return Err(format!("unknown option {name}\n\n{USAGE}")),
        }
    }
    Ok(options)
}

fn run(options: &Options) -> Result<(), String> {
    let (Some(out), 600..) = (&options.out, options.events) else {
        return Err(format!("--events (600 or more) and --out are needed\n\n{USAGE}"));
    };
    let edition = Edition::new(options.seed, options.events, options.packing);
    let (mut files, mut records, mut plain_bytes, mut disk_bytes) = (0_u64, 0_u64, 0_u64, 0_u64);
    for file in edition.files(0, 1) {
        let packed = file.path.ends_with(".gz") && !options.plain;
        let bytes = if packed { pack(&file.bytes, options.level) } else { Ok(file.bytes.clone()) };
        let path = out.join(&file.path);
        let written = bytes.and_then(|bytes| write(&path, &bytes).map(|()| bytes.len() as u64));
        disk_bytes += written.map_err(|error| format!("cannot write {}: {error}", path.display()))?;
        plain_bytes += file.bytes.len() as u64;
        files += 1;
        records += u64::from(file.records);
    }
    println!("{records} events in {files} files below {}", out.display());
    println!("{plain_bytes} bytes, {disk_bytes} on disk: {:.2} to 1", plain_bytes as f64 / disk_bytes as f64);
    if options.story {
        println!("{:#?}", IncidentStory::of(edition.seed(), edition.events()));
    }
    Ok(())
}

fn pack(bytes: &[u8], level: u32) -> io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::with_capacity(bytes.len() / 5), Compression::new(level));
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}
