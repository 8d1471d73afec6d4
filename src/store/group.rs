//! Fields that repeat together, interned together.
//!
//! A million events are made by a few thousand kinds of call, a few ten
//! thousand sessions and as many pairs of address and user agent. So a row
//! holds one code for each of four groups, a group's entry holds the codes of
//! its fields' values, and a filter, a facet or a sort looks at entries before
//! it looks at rows.
//!
//! Entries are found by the *raw* JSON of their members, so that only a new
//! combination is parsed.

use super::dictionary::{Dictionary, Values};
use crate::event::{FIELDS, Field, Home};

/// A group: its entries, and for each of its fields the values.
#[derive(Debug)]
pub struct Group {
    keys: Dictionary,
    columns: Vec<Column>,
}

/// The values of one field and, for each entry, the code of its value.
#[derive(Debug)]
pub struct Column {
    /// The field.
    pub field: Field,
    /// Its values.
    pub values: Values,
    /// For each entry of the group, a code.
    pub codes: Vec<u32>,
}

impl Group {
    /// An empty group of the fields that live there.
    pub fn new(home: Home) -> Group {
        let columns = FIELDS
            .iter()
            .filter(|spec| spec.home == home)
            .map(|spec| Column { field: spec.field, values: Values::default(), codes: Vec::new() })
            .collect();
        Group { keys: Dictionary::default(), columns }
    }

    /// The entry with this raw key. If it is new, `fill` is asked for the
    /// value of each field.
    pub fn intern(&mut self, key: &[u8], fill: impl FnOnce(&mut Entry<'_>)) -> u32 {
        let (code, is_new) = self.keys.intern(key);
        if is_new {
            for column in &mut self.columns {
                column.codes.push(super::dictionary::ABSENT);
            }
            fill(&mut Entry { columns: &mut self.columns });
        }
        code
    }

    /// The raw key of an entry.
    pub fn key(&self, entry: u32) -> &[u8] {
        self.keys.bytes(entry)
    }

    /// Gives every entry a value of a field, or none: what is known only from
    /// outside. Without effect for fields of other groups.
    pub fn fill<'v>(&mut self, field: Field, value: impl Fn(u32) -> Option<&'v str>) {
        let entries = self.keys.len() as u32;
        if let Some(column) = self.columns.iter_mut().find(|column| column.field == field) {
            column.values = Values::default();
            column.codes = (0..entries).map(|entry| column.values.code(value(entry))).collect();
            // It is filled anew, if at all.
            column.values.close();
        }
    }

    /// Gives an entry another value of a field; the code of the one that it had,
    /// for [`Group::put_back`]. `None` for fields of other groups.
    pub fn replace(&mut self, field: Field, entry: u32, value: &str) -> Option<u32> {
        let column = self.columns.iter_mut().find(|column| column.field == field)?;
        let code = column.values.code(Some(value));
        let own = column.codes.get_mut(entry as usize)?;
        Some(std::mem::replace(own, code))
    }

    /// Gives an entry the value back that it had.
    pub fn put_back(&mut self, field: Field, entry: u32, code: u32) {
        let column = self.columns.iter_mut().find(|column| column.field == field);
        if let Some(own) = column.and_then(|column| column.codes.get_mut(entry as usize)) {
            *own = code;
        }
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// A field's column; `None` if the field lives elsewhere.
    pub fn column(&self, field: Field) -> Option<&Column> {
        self.columns.iter().find(|column| column.field == field)
    }
}

/// A new entry, to be filled.
#[derive(Debug)]
pub struct Entry<'a> {
    columns: &'a mut [Column],
}

impl Entry<'_> {
    /// Sets a field's value; without effect for fields of other groups.
    pub fn set(&mut self, field: Field, value: Option<&str>) {
        if let Some(column) = self.columns.iter_mut().find(|column| column.field == field) {
            let code = column.values.code(value);
            if let Some(last) = column.codes.last_mut() {
                *last = code;
            }
        }
    }
}

impl Column {
    /// The value of an entry.
    pub fn value(&self, entry: u32) -> Option<&str> {
        self.values.text(*self.codes.get(entry as usize)?)
    }
}
