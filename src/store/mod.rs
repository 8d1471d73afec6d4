//! Many records: dictionaries, columns, the kept text; one shard.
