//! Several shards and the page's merging without a browser: the exchange between page and workers,
//! run sequentially.

use trailglass::copies::{self, CopiesReply, CopiesRequest, EventCopies, HiddenCopy, gather};
use trailglass::intake::Report;
use trailglass::model::{Field, FileDescriptor, Selection, Sort};
use trailglass::query::{
    FacetRequest, LandmarksRequest, Overview, OverviewRequest, QueryReply, QueryRequest, Row, RowsRequest,
    ShardQuery, merge,
};
use trailglass::store::{Shard, Totals};

/// Workers, and the reports of the files that they read.
pub struct World {
    pub shard_queries: Vec<ShardQuery>,
    pub reports: Vec<Report>,
}

impl World {
    pub fn new(workers: usize) -> World {
        World { shard_queries: (0..workers).map(|_| ShardQuery::new()).collect(), reports: Vec::new() }
    }

    /// Sends a file to a worker.
    pub fn read(&mut self, worker: usize, file: u32, path: &str, bytes: &[u8]) {
        let descriptor = FileDescriptor { file, path: path.to_owned(), bytes: bytes.len() as u64 };
        let worker = worker % self.shard_queries.len();
        let report = self.shard_queries[worker].shard().read_file(&descriptor, &mut &bytes[..]);
        self.reports.push(report);
    }

    /// Ends a load: sorts rows and hides repeats.
    pub fn settle(&mut self) -> Totals {
        for shard_query in &mut self.shard_queries {
            shard_query.shard().settle();
        }
        let lists = self.exchange(Shard::share_keys, Shard::find_repeats);
        for (shard_query, lists) in self.shard_queries.iter_mut().zip(lists) {
            shard_query.shard().read_contents(&lists);
        }
        self.choose()
    }

    /// Chooses again which copies are shown, as after an integrity check.
    pub fn choose(&mut self) -> Totals {
        let hide = self.exchange(
            |shard, owners, part, parts| shard.share_contents(owners, part, parts),
            Shard::judge_repeats,
        );
        let mut sum = Totals::default();
        for (shard_query, lists) in self.shard_queries.iter_mut().zip(hide) {
            let totals = shard_query.shard().hide_repeats(&lists);
            sum.events += totals.events;
            sum.repeats += totals.repeats;
            sum.repeats_by_file.extend(totals.repeats_by_file);
            sum.same_ids_by_file.extend(totals.same_ids_by_file);
            sum.without_time += totals.without_time;
            sum.span_millis = match (sum.span_millis, totals.span_millis) {
                (Some((a, b)), Some((c, d))) => Some((a.min(c), b.max(d))),
                (one, other) => one.or(other),
            };
        }
        sum
    }

    /// Sends the keys of every worker to their owners, and returns the owners' results.
    fn exchange(
        &mut self,
        share: fn(&mut Shard, u32, u32, u32) -> Vec<Vec<u8>>,
        look: fn(&[Vec<u8>]) -> Vec<Vec<u8>>,
    ) -> Vec<Vec<Vec<u8>>> {
        let owners = self.shard_queries.len();
        // More parts than the page would use for so few rows, to test several.
        let parts = 3;
        let mut lists: Vec<Vec<Vec<u8>>> = vec![Vec::new(); owners];
        for part in 0..parts {
            let shares: Vec<Vec<Vec<u8>>> = self
                .shard_queries
                .iter_mut()
                .map(|shard_query| share(shard_query.shard(), owners as u32, part, parts))
                .collect();
            for owner in 0..owners {
                let keys: Vec<Vec<u8>> = shares.iter().map(|shares| shares[owner].clone()).collect();
                for (worker, list) in look(&keys).into_iter().enumerate() {
                    lists[worker].push(list);
                }
            }
        }
        lists
    }

    /// Returns the copies of an event, and the records that share its id.
    pub fn copies(&mut self, worker: u32, row: u32) -> Option<EventCopies> {
        let QueryReply::Record(Some(record)) =
            self.shard_queries[worker as usize].answer(&QueryRequest::Record { row })
        else {
            panic!("not a record: {row} of {worker}");
        };
        let print = CopiesRequest::Print { row };
        let CopiesReply::Print(print) = copies::answer(&mut self.shard_queries[worker as usize], &print)
        else {
            panic!("not a print");
        };
        let print = print?;
        let ask = CopiesRequest::Find { print: print.clone(), text: record.text };
        let parts = self.ask_copies(&ask).into_iter().map(|reply| match reply {
            CopiesReply::Found(found) => found,
            other => panic!("not copies: {other:?}"),
        });
        Some(gather(&print, parts.collect()))
    }

    /// Returns the hidden records of every worker.
    pub fn hidden(&mut self, ask: CopiesRequest) -> Vec<(u32, HiddenCopy)> {
        let replies = self.ask_copies(&ask).into_iter().zip(0..);
        replies
            .flat_map(|(reply, worker)| match reply {
                CopiesReply::Hidden(hidden) => hidden.copies.into_iter().map(move |copy| (worker, copy)),
                other => panic!("not hidden copies: {other:?}"),
            })
            .collect()
    }

    pub fn overview(&mut self, ask: &OverviewRequest) -> Overview {
        let (mut overview, unsure) = self.overview_once(ask, &merge::told(ask));
        if !unsure.is_empty() {
            let again = merge::told_again(ask, &unsure, self.shard_queries.len());
            let (closer, unsure) = self.overview_once(&again, &again);
            assert_eq!(unsure, [], "what is told again leaves nothing open");
            merge::replace(&mut overview, ask, closer, &again);
        }
        overview
    }

    fn overview_once(
        &mut self,
        ask: &OverviewRequest,
        told: &OverviewRequest,
    ) -> (Overview, Vec<merge::Uncertain>) {
        let parts: Vec<Overview> = self
            .ask(&QueryRequest::Overview(told.clone()))
            .into_iter()
            .map(|answer| match answer {
                QueryReply::Overview(overview) => overview,
                other => panic!("not an overview: {other:?}"),
            })
            .collect();
        let merged = merge::overview(&parts, ask);
        let open = QueryRequest::Counts { selection: ask.selection.clone(), values: merged.open.clone() };
        let counts: Vec<Vec<Vec<u64>>> = self
            .ask(&open)
            .into_iter()
            .map(|answer| match answer {
                QueryReply::Counts(counts) => counts,
                other => panic!("not counts: {other:?}"),
            })
            .collect();
        merged.close(&counts, ask)
    }

    /// Returns all values of a field with their counts.
    pub fn facet(&mut self, filter: &str, field: Field) -> Vec<(String, u64)> {
        let ask = OverviewRequest {
            selection: selection(filter),
            facets: vec![FacetRequest::new(field, 1_000_000)],
            buckets: None,
        };
        self.overview(&ask).facets.remove(0).values
    }

    pub fn rows(
        &mut self,
        filter: &str,
        sort: Sort,
        first: u64,
        count: u64,
        fields: &[Field],
    ) -> Vec<(u32, Row)> {
        let selection = selection(filter);
        let (mut from, mut until, mut before, mut among) = (None, None, 0, u64::MAX);
        // The first screen needs no search.
        while first > 0 && among > 8 {
            let ask = LandmarksRequest {
                selection: selection.clone(),
                sort,
                from: from.clone(),
                until: until.clone(),
            };
            let parts: Vec<_> = self
                .ask(&QueryRequest::KeySamples(ask))
                .into_iter()
                .map(|answer| match answer {
                    QueryReply::KeySamples(landmarks) => landmarks,
                    other => panic!("not landmarks: {other:?}"),
                })
                .collect();
            let narrowed = merge::narrow(&parts, sort, first);
            let is_progress = narrowed.among < among;
            from = narrowed.from.or(from);
            until = narrowed.until.or(until);
            (before, among) = (narrowed.before, narrowed.among);
            if !is_progress {
                break;
            }
        }
        let limit = (first - before.min(first) + count) as u32;
        let ask = RowsRequest { selection, sort, from, limit, fields: fields.to_vec() };
        let parts: Vec<_> = self
            .ask(&QueryRequest::Rows(ask))
            .into_iter()
            .map(|answer| match answer {
                QueryReply::Rows(rows) => rows,
                other => panic!("not rows: {other:?}"),
            })
            .collect();
        merge::rows(&parts, sort, first, count)
    }

    /// Returns the text of every event that a filter matches, by time.
    pub fn texts(&mut self, filter: &str) -> Vec<String> {
        let rows = self.rows(
            filter,
            Sort { field: Field::EventTime, descending: false },
            0,
            u64::from(u32::MAX),
            &[],
        );
        rows.into_iter()
            .map(|(worker, row)| {
                match self.shard_queries[worker as usize].answer(&QueryRequest::Record { row: row.row }) {
                    QueryReply::Record(Some(record)) => record.text,
                    other => panic!("not a record: {other:?}"),
                }
            })
            .collect()
    }

    fn ask_copies(&mut self, request: &CopiesRequest) -> Vec<CopiesReply> {
        self.shard_queries.iter_mut().map(|shard_query| copies::answer(shard_query, request)).collect()
    }

    fn ask(&mut self, request: &QueryRequest) -> Vec<QueryReply> {
        self.shard_queries.iter_mut().map(|shard_query| shard_query.answer(request)).collect()
    }
}

pub fn selection(filter: &str) -> Selection {
    Selection { filter: filter.to_owned(), time: None }
}
