//! Records of Amazon ECS.

mod cluster;
mod container_definition;
mod container_instance;
mod deployment;
mod service;
mod service_connect;
mod shared;
mod task;
mod task_definition;
