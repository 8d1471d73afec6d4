//! Records that share an event's id, but are not copies of it.

use trailglass::model::Field;
use trailglass::store::SameIds;

use crate::support::test_client::TestClient;

/// 31-placeholder-event-ids: every `eventID` is `masked`.
#[test]
fn masked_ids_hide_nothing() {
    let file = include_bytes!("data/31-masked-ids.json");
    for workers in [1, 3] {
        let mut client = TestClient::new(workers);
        client.read(0, 0, "31-masked-ids.json", file);
        // A file that is dropped twice is still counted once.
        client.read(1, 1, "copy/31-masked-ids.json", file);
        let totals = client.settle();
        assert_eq!((totals.events, totals.repeats), (3, 3));
        assert_eq!(totals.repeats_by_file.iter().map(|pair| pair.differing).sum::<u64>(), 0);
        assert_eq!(totals.same_ids_by_file, [SameIds { file: 0, records: 3 }]);
        for name in ["CreateJob", "DeleteRepository", "CreateAccessKey"] {
            assert_eq!(client.texts(&format!("eventName:{name}")).len(), 1, "{name}");
        }
        let values = |field| vec![(field, 3)];
        assert_eq!(client.facet("", Field::SameId), values("othercontent".to_owned()));
        assert_eq!(client.facet("", Field::Copies), values("identical".to_owned()));
        assert_eq!(client.texts("sameId:* and copies:identical").len(), 3);
    }
}
