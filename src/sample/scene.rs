//! The place and time of an event, and the words of its record.
//!
//! Records are written from templates: text in which `$` and a letter stand for a word. A capital
//! stands for the same word throughout one scene (`$B` is the bucket in the request as well as in
//! the resources), a small letter for a new one each time.

use super::calendar::{self, decimal, stamp};
use super::organization::{self, AccountIndex, Organization, RegionIndex};
use super::random::{Random, mix};

/// A place and time, with the words chosen so far.
#[derive(Clone, Debug)]
pub(super) struct Scene {
    pub(super) organization: Organization,
    pub(super) random: Random,
    /// Seconds since 1970 UTC.
    pub(super) time: i64,
    /// The account in whose log the event is recorded.
    pub(super) account: AccountIndex,
    pub(super) region: RegionIndex,
    words: Vec<String>,
}

impl Scene {
    #[inline(never)]
    pub(super) fn new(organization: Organization, stream: u64) -> Scene {
        let random = Random::new(mix(organization.seed, stream));
        Scene { organization, random, time: 0, account: 0, region: 0, words: vec![String::new(); 26] }
    }

    /// Forgets all words.
    #[inline(never)]
    pub(super) fn clear(&mut self) {
        self.words.iter_mut().for_each(String::clear);
    }

    /// Sets the word of a capital.
    #[inline(never)]
    pub(super) fn set(&mut self, letter: char, word: &str) {
        let place = slot(letter as u8);
        self.words[place].clear();
        self.words[place].push_str(word);
    }

    /// Returns the word of a capital, choosing one now if it has none.
    pub(super) fn word(&mut self, letter: char) -> String {
        let mut out = String::new();
        self.capital(&mut out, letter as u8);
        out
    }

    /// Returns a template with its words filled in.
    #[inline(never)]
    pub(super) fn tell(&mut self, template: &str) -> String {
        let mut out = String::with_capacity(template.len() + 64);
        self.expand(&mut out, template);
        out
    }

    /// Appends a template with its words filled in.
    #[inline(never)]
    pub(super) fn expand(&mut self, out: &mut String, template: &str) {
        let mut parts = template.split('$');
        out.push_str(parts.next().unwrap_or_default());
        for part in parts {
            let letter = part.as_bytes().first().copied().unwrap_or(b'$');
            match letter {
                b'A' => out.push_str(organization::ACCOUNTS[self.account]),
                b'R' => out.push_str(organization::REGIONS[self.region]),
                b'B'..=b'Z' => self.capital(out, letter),
                _ => self.small(out, letter),
            }
            out.push_str(part.get(1..).unwrap_or_default());
        }
    }

    #[inline(never)]
    fn capital(&mut self, out: &mut String, letter: u8) {
        let place = slot(letter);
        if self.words[place].is_empty() {
            self.words[place] = self.choose(letter);
        }
        out.push_str(&self.words[place]);
    }

    /// Chooses a word for a capital that has none.
    #[inline(never)]
    fn choose(&mut self, letter: u8) -> String {
        let account = self.account;
        let listed = match letter {
            b'B' => Some(organization::BUCKETS[account]),
            b'F' => Some(organization::FUNCTIONS),
            b'P' => Some(organization::SECRETS),
            b'Q' => Some(organization::THINGS),
            b'U' => Some(organization::USERS[account]),
            b'L' => Some(organization::ROLES),
            _ => None,
        };
        if let Some(list) = listed {
            return self.random.favour(list).to_string();
        }
        let template = match letter {
            b'O' => self.random.pick(organization::OBJECTS),
            b'G' => "$g",
            b'C' => "$i",
            b'J' => "$A",
            b'X' => "arn:aws:iam::$J:role/$L",
            b'M' => "$L-policy",
            _ => return self.pooled(letter),
        };
        self.tell(template)
    }

    /// Returns the id of a resource of which the account has several in a Region.
    fn pooled(&mut self, letter: u8) -> String {
        let number = self.random.below(self.organization.pool).min(self.random.below(self.organization.pool));
        let (prefix, few) = match letter {
            b'I' => ("i-0", false),
            b'V' => ("vpc-0", true),
            b'N' => ("subnet-0", true),
            b'S' => ("sg-0", false),
            b'H' => ("ami-0", true),
            _ => ("", true),
        };
        let number = if few { number % 6 } else { number };
        let stream = self.account * organization::REGIONS.len() + self.region;
        let mut fixed = self.organization.fixed(letter, stream as u64, number);
        let mut out = String::from(prefix);
        if prefix.is_empty() {
            fixed.guid(&mut out)
        } else {
            fixed.hex(&mut out, 16)
        }
        out
    }

    #[inline(never)]
    fn small(&mut self, out: &mut String, letter: u8) {
        let random = &mut self.random;
        match letter {
            b'a' => random.base64(out, 320),
            b'd' => stamp(out, self.time, calendar::IAM_DATE),
            b'e' => stamp(out, self.time + 3600, calendar::EXPIRY),
            b'f' => random.hex(out, 32),
            b'g' => random.guid(out),
            b'h' => random.hex(out, 17),
            b'i' => stamp(out, self.time, calendar::ISO),
            b'j' => decimal(out, u64::from(random.below(1_000_000_000)), 9),
            b'k' => decimal(out, u64::from(random.below(60)), 1),
            b'm' => decimal(out, self.time as u64 * 1000 + u64::from(random.below(1000)), 1),
            b'n' => {
                let digits = random.below(6);
                decimal(out, u64::from(random.below(10_u32.pow(digits)) + 1), 1);
            }
            b'o' => stamp(out, self.time + 12 * 3600, calendar::EXPIRY),
            // Some lists are requested from their first page, without a token.
            b'p' => {
                if random.chance(600) {
                    out.push_str("\"nextToken\":\"");
                    random.base64(out, 152);
                    out.push_str("\",");
                }
            }
            b'q' => random.base32(out, 52),
            b'r' => random.base32(out, 16),
            b's' => {
                random.base64(out, 75);
                out.push('=');
            }
            b't' => {
                out.push_str("IQoJb3JpZ2luX2VjE");
                let length = random.between(640, 900);
                random.base64(out, length as usize);
                out.push('=');
            }
            b'x' => random.hex(out, 8),
            b'y' => stamp(out, self.time, calendar::FOLDERS),
            b'z' => {
                random.base64(out, 43);
                out.push('=');
            }
            _ => out.push('$'),
        }
    }
}

fn slot(letter: u8) -> usize {
    usize::from(letter.saturating_sub(b'A').min(25))
}
