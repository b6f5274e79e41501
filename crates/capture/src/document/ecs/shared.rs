//! What records of several kinds have in common.

#![expect(deprecated, reason = "what AWS no longer offers it may still send")]

use aws_sdk_ecs::types;
use serde_json::{Map, Value};

use crate::document::{Document, only, records, texts};

records! {
    Camel of types {
        Failure { arn, reason, detail }
        KeyValuePair { name, value }
        Tag { key, value }
        CapacityProviderStrategyItem { capacity_provider, weight, base }
        Attachment { id, r#type, status, details }
        Attribute { name, value, target_type, target_id }
        InferenceAccelerator { device_name, device_type }
        EphemeralStorage { size_in_gib as "sizeInGiB" }
        NvidiaMpsAllocation { memory, max_compute_percent }
        EnvironmentFile { value, r#type }
        ResourceRequirement { value, r#type, sharing_strategy }
        LogConfiguration { log_driver, options, secret_options }
        Secret { name, value_from }
    }
}

texts!(types: EnvironmentFileType, LaunchType, LogDriver, ResourceType, TargetType, TransportProtocol);

impl Document for types::SharingStrategy {
    fn document(&self) -> Value {
        match self {
            Self::NvidiaMps(allocation) => only("nvidiaMps", allocation),
            // A member that this version of the SDK does not know; it keeps nothing of it.
            _ => Value::Object(Map::new()),
        }
    }
}
