//! Service Connect and VPC Lattice in services.

use aws_sdk_ecs::types;
use serde_json::{Map, Value};

use crate::document::{Document, only, records, texts};

records! {
    Camel of types {
        ServiceConnectConfiguration {
            enabled, namespace, services, log_configuration, access_log_configuration, container_configurations,
        }
        ServiceConnectServiceResource { discovery_name, discovery_arn }
        VpcLatticeConfiguration { role_arn, target_group_arn, port_name, advanced_configuration }
        ServiceConnectService { port_name, discovery_name, client_aliases, ingress_port_override, timeout, tls }
        ServiceConnectAccessLogConfiguration { format, include_query_parameters }
        VpcLatticeAdvancedConfiguration { alternate_target_group_arn, production_listener_rule, test_listener_rule }
        ServiceConnectClientAlias { port, dns_name, test_traffic_rules }
        TimeoutConfiguration { idle_timeout_seconds, per_request_timeout_seconds }
        ServiceConnectTlsConfiguration { issuer_certificate_authority, kms_key, role_arn }
        ServiceConnectTestTrafficRules { header }
        ServiceConnectTlsCertificateAuthority { aws_pca_authority_arn }
        ServiceConnectTestTrafficHeaderRules { name, value }
        ServiceConnectTestTrafficHeaderMatchRules { exact }
    }
}

texts!(types: ServiceConnectAccessLoggingFormat, ServiceConnectContainerLogLevel, ServiceConnectIncludeQueryParameters);

impl Document for types::ServiceConnectContainerConfiguration {
    fn document(&self) -> Value {
        match self {
            Self::LogLevel(level) => only("logLevel", level),
            // A member that this version of the SDK does not know; it keeps nothing of it.
            _ => Value::Object(Map::new()),
        }
    }
}
