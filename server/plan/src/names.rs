//! Names that plans invent: deterministic, free in the catalog, at most 63 bytes.
