//! A plan ends where the naive change ends, and its rollbacks lead back.
