//! Written specifications are read back as what was meant, and judged as prepared.
