//! Every file of the corpus of real events is read or refused rightly.

use trailglass::protocol::FileTicket;
use trailglass::store::Shard;

use crate::support;

#[test]
fn show() {
    let Some(folder) = support::corpus() else { return };
    let mut shard = Shard::new();
    for (number, path) in support::files_below(&folder).iter().enumerate() {
        let bytes = std::fs::read(path).expect("readable");
        let name = path.strip_prefix(&folder).expect("below").display().to_string();
        let ticket = FileTicket { file: number as u32, path: name.clone(), bytes: bytes.len() as u64 };
        let report = shard.read_file(&ticket, &mut bytes.as_slice());
        println!(
            "{name}\t{}\t{:?}\t{}\t{:?}",
            report.records,
            report.status,
            report.container,
            report.problems.first()
        );
    }
    println!("{:?}", shard.settle());
}
