//! Records of Amazon ECS.
