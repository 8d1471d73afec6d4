//! Gathers the resources of all workers in one worker, which can therefore search and sort all
//! names, and return a screenful of a million.

use std::cmp::Reverse;

use super::bytes::ByteReader;
use crate::base::small_sort::SmallSort;
use crate::event::resources::{KindCertainty, plain_name};
use crate::query::Needle;
use crate::resources::{ResourceList, ResourceListRequest, ResourceRow, ResourceSort, ResourceTally};
use crate::store::dictionary::Interner;

/// The names of all workers' resources, and the counts of the selected events.
#[derive(Debug, Default)]
pub struct GatheredResources {
    names: Interner,
    words: Interner,
    about: Vec<GatheredFacts>,
    /// For each worker, the codes here of its own codes.
    codes: Vec<Vec<u32>>,
    tallies: Vec<ResourceTally>,
    /// The most recent list, because scrolling requests it repeatedly.
    order: Option<(ResourceListRequest, CachedResourceList)>,
}

/// The known facts about a resource of any worker; the words are codes.
#[derive(Clone, Copy, Debug)]
struct GatheredFacts {
    kind: u32,
    certainty: u32,
    alias: u32,
    account: u32,
}

/// The answer to a request for a list: the resources in its order, and their kinds.
#[derive(Debug, Default)]
struct CachedResourceList {
    codes: Vec<u32>,
    kinds: Vec<(String, u64)>,
    hidden: u64,
}

impl GatheredResources {
    /// Gathers the names of all workers, given one buffer of each.
    pub fn new(names_of_each_worker: &[Vec<u8>]) -> GatheredResources {
        let mut gathered = GatheredResources::default();
        gathered.words.intern(b"");
        gathered.codes = names_of_each_worker.iter().map(|names| gathered.take(names)).collect();
        gathered.tallies = vec![ResourceTally::default(); gathered.about.len()];
        gathered
    }

    fn take(&mut self, names: &[u8]) -> Vec<u32> {
        let mut reader = ByteReader(names);
        let mut codes = Vec::new();
        while let Some(name) = reader.text() {
            let (Some(kind), Some(certainty), Some(alias), Some(account)) =
                (reader.text(), reader.number(), reader.text(), reader.text())
            else {
                break;
            };
            let (code, is_new) = self.names.intern(name);
            if is_new {
                self.about.push(GatheredFacts {
                    kind: 0,
                    certainty: KindCertainty::Words as u32,
                    alias: 0,
                    account: 0,
                });
            }
            codes.push(code);
            let words = &mut self.words;
            let about = &mut self.about[code as usize];
            if about.kind == 0
                || certainty > about.certainty
                || certainty == about.certainty && kind < words.bytes(about.kind)
            {
                about.kind = words.intern(kind).0;
            }
            about.certainty = about.certainty.max(certainty);
            for (held, text) in [(&mut about.alias, alias), (&mut about.account, account)] {
                if !text.is_empty() && (*held == 0 || text < words.bytes(*held)) {
                    *held = words.intern(text).0;
                }
            }
        }
        codes
    }

    /// Returns the number of resources.
    pub fn len(&self) -> usize {
        self.about.len()
    }

    /// Returns whether there are no resources.
    pub fn is_empty(&self) -> bool {
        self.about.is_empty()
    }

    /// Replaces the counts with the sum of all workers' counts of the selected events.
    pub fn add(&mut self, counts_of_each_worker: &[Vec<u8>]) {
        self.order = None;
        self.tallies.fill(ResourceTally::default());
        for (counts, codes) in counts_of_each_worker.iter().zip(&self.codes) {
            let mut reader = ByteReader(counts);
            while let (Some(code), Some(tally)) = (reader.number(), reader.tally()) {
                if let Some(sum) =
                    codes.get(code as usize).and_then(|code| self.tallies.get_mut(*code as usize))
                {
                    sum.add(&tally);
                }
            }
        }
    }

    /// Returns part of the list of resources that the selected events name.
    pub fn list(&mut self, ask: &ResourceListRequest) -> ResourceList {
        let whole = ResourceListRequest { first: 0, limit: 0, ..ask.clone() };
        if self.order.as_ref().is_none_or(|(known, _)| *known != whole) {
            let listed = self.choose(&whole);
            self.order = Some((whole, listed));
        }
        let Some((_, listed)) = &self.order else { return ResourceList::default() };
        let rows = listed.codes.iter().skip(ask.first as usize).take(ask.limit as usize);
        ResourceList {
            total: listed.codes.len() as u64,
            hidden: listed.hidden,
            kinds: listed.kinds.clone(),
            rows: rows.map(|code| self.row(*code)).collect(),
        }
    }

    /// Returns identities that contain a text, those with the most events first.
    pub fn values(&self, containing: &str, limit: usize) -> Vec<(String, u64)> {
        let needle = Needle::new(containing);
        let mut found: Vec<(Reverse<u64>, &[u8])> = (0..self.about.len() as u32)
            .filter(|code| self.contains(*code, &needle))
            .map(|code| (Reverse(self.tallies[code as usize].events), self.names.bytes(code)))
            .collect();
        found.sort_unstable();
        found.truncate(limit);
        found.into_iter().map(|(events, name)| (text(name), events.0)).collect()
    }

    fn contains(&self, code: u32, needle: &Needle) -> bool {
        needle.is_in(self.names.bytes(code))
            || needle.is_in(self.words.bytes(self.about[code as usize].alias))
    }

    fn choose(&self, ask: &ResourceListRequest) -> CachedResourceList {
        let needle = Needle::new(ask.containing.trim());
        let mut listed = CachedResourceList::default();
        let mut of_kind = vec![0_u64; self.words.len()];
        let kind = ask.kind.as_ref().map(|kind| self.words.find(kind.as_bytes()));
        for code in 0..self.about.len() as u32 {
            if self.tallies[code as usize].events == 0 {
                listed.hidden += 1;
            } else if self.contains(code, &needle) {
                let own = self.about[code as usize].kind;
                of_kind[own as usize] += 1;
                if kind.is_none_or(|kind| kind == Some(own)) {
                    listed.codes.push(code);
                }
            }
        }
        let counted = of_kind.iter().enumerate().filter(|(_, count)| **count > 0);
        listed.kinds = counted.map(|(word, count)| (text(self.words.bytes(word as u32)), *count)).collect();
        listed.kinds.sort_small_by(|(one, more), (other, less)| less.cmp(more).then_with(|| one.cmp(other)));
        self.sort(&mut listed.codes, ask.sort);
        // An exact match comes first: a bucket before the hundred objects whose ARN contains its
        // name.
        let wanted = ask.containing.trim().as_bytes();
        let is_called_so = |code: u32| {
            let name = self.names.bytes(code);
            name.eq_ignore_ascii_case(wanted) || called(name).eq_ignore_ascii_case(wanted)
        };
        listed.codes.sort_by_key(|code| !is_called_so(*code));
        listed
    }

    /// Sorts resources; ties are broken by name, so that the order is total.
    fn sort(&self, codes: &mut [u32], sort: ResourceSort) {
        let tally = |code: u32| &self.tallies[code as usize];
        let name = |code: u32| self.names.bytes(code);
        codes.sort_unstable_by(|&one, &other| {
            let by_sort = match sort {
                ResourceSort::Changed => {
                    let when = |code| (tally(code).changed_millis, tally(code).last_millis);
                    when(other).cmp(&when(one))
                }
                ResourceSort::Events => tally(other).events.cmp(&tally(one).events),
                ResourceSort::Name => {
                    let last = |code| called(name(code)).iter().map(u8::to_ascii_lowercase);
                    last(one).cmp(last(other))
                }
            };
            by_sort.then_with(|| name(one).cmp(name(other)))
        });
    }

    fn row(&self, code: u32) -> ResourceRow {
        let about = &self.about[code as usize];
        ResourceRow {
            identity: text(self.names.bytes(code)),
            kind: text(self.words.bytes(about.kind)),
            alias: text(self.words.bytes(about.alias)),
            account: text(self.words.bytes(about.account)),
            tally: self.tallies[code as usize],
        }
    }
}

/// Returns the short name of a resource; see [`plain_name`].
fn called(name: &[u8]) -> &[u8] {
    std::str::from_utf8(name).map_or(name, |name| plain_name(name).as_bytes())
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}
