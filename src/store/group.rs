//! Fields that repeat together, interned together.
//!
//! A million events consist of a few thousand kinds of call, a few tens of thousands of sessions
//! and as many pairs of address and user agent. Therefore a row holds one code for each of four
//! groups, a group's entry holds the codes of its fields' values, and a filter, a facet or a sort
//! evaluates entries before rows.
//!
//! Entries are looked up by the *raw* JSON of their members, so that only a new combination is
//! parsed.

use super::dictionary::{FieldValues, Interner};
use crate::model::{FIELDS, Field, StorageGroup};

/// A group: its entries, and the values of each of its fields.
#[derive(Debug)]
pub struct Group {
    keys: Interner,
    columns: Vec<FieldColumn>,
}

/// The values of one field, and the code of each entry's value.
#[derive(Debug)]
pub struct FieldColumn {
    /// The field.
    pub field: Field,
    /// Its values.
    pub values: FieldValues,
    /// The code of the value of each entry of the group.
    pub codes: Vec<u32>,
}

impl Group {
    /// Creates an empty group with the fields of a storage group.
    pub fn new(storage: StorageGroup) -> Group {
        let columns = FIELDS
            .iter()
            .filter(|spec| spec.storage == storage)
            .map(|spec| FieldColumn { field: spec.field, values: FieldValues::default(), codes: Vec::new() })
            .collect();
        Group { keys: Interner::default(), columns }
    }

    /// Returns the entry with this raw key. If it is new, `fill` sets the value of each field.
    pub fn intern(&mut self, key: &[u8], fill: impl FnOnce(&mut EntryBuilder<'_>)) -> u32 {
        let (code, is_new) = self.keys.intern(key);
        if is_new {
            for column in &mut self.columns {
                column.codes.push(super::dictionary::ABSENT);
            }
            fill(&mut EntryBuilder { columns: &mut self.columns });
        }
        code
    }

    /// Returns the raw key of an entry.
    pub fn key(&self, entry: u32) -> &[u8] {
        self.keys.bytes(entry)
    }

    /// Sets a field of every entry to a value, or to none, that does not come from the raw keys.
    /// Does nothing for fields of other groups.
    pub fn fill<'v>(&mut self, field: Field, value: impl Fn(u32) -> Option<&'v str>) {
        let entries = self.keys.len() as u32;
        if let Some(column) = self.columns.iter_mut().find(|column| column.field == field) {
            column.values = FieldValues::default();
            column.codes = (0..entries).map(|entry| column.values.code(value(entry))).collect();
            // A later call replaces all values.
            column.values.close();
        }
    }

    /// Replaces the value of a field in an entry and returns the previous code, for
    /// [`Group::put_back`]; `None` for fields of other groups.
    pub fn replace(&mut self, field: Field, entry: u32, value: &str) -> Option<u32> {
        let column = self.columns.iter_mut().find(|column| column.field == field)?;
        let code = column.values.code(Some(value));
        let own = column.codes.get_mut(entry as usize)?;
        Some(std::mem::replace(own, code))
    }

    /// Restores the value that [`Group::replace`] replaced.
    pub fn put_back(&mut self, field: Field, entry: u32, code: u32) {
        let column = self.columns.iter_mut().find(|column| column.field == field);
        if let Some(own) = column.and_then(|column| column.codes.get_mut(entry as usize)) {
            *own = code;
        }
    }

    /// Returns the number of entries.
    pub fn len(&self) -> usize {
        self.keys.len()
    }

    /// Whether there are no entries.
    pub fn is_empty(&self) -> bool {
        self.keys.is_empty()
    }

    /// Returns a field's column; `None` if the field belongs to another group.
    pub fn column(&self, field: Field) -> Option<&FieldColumn> {
        self.columns.iter().find(|column| column.field == field)
    }
}

/// A new entry whose fields are being set.
#[derive(Debug)]
pub struct EntryBuilder<'a> {
    columns: &'a mut [FieldColumn],
}

impl EntryBuilder<'_> {
    /// Sets a field's value. Does nothing for fields of other groups.
    pub fn set(&mut self, field: Field, value: Option<&str>) {
        if let Some(column) = self.columns.iter_mut().find(|column| column.field == field) {
            let code = column.values.code(value);
            if let Some(last) = column.codes.last_mut() {
                *last = code;
            }
        }
    }
}

impl FieldColumn {
    /// Returns the value of an entry; `None` if absent.
    pub fn value(&self, entry: u32) -> Option<&str> {
        self.values.text(*self.codes.get(entry as usize)?)
    }
}
