//! Records of Amazon EC2.
