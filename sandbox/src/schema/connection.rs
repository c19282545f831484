//! Bodies of the connection calls.

use super::{Kind, Variant, list, optional, required};

/// `ConnectionDefinition`.
pub(crate) const CONNECTION: Kind = Kind::Variant(&DEFINITION);

static DEFINITION: Variant = Variant {
    tag: "type",
    common: &[
        required("type", Kind::Text),
        required("name", Kind::TextOf(1, 127)),
        optional("description", Kind::TextOf(0, 1024)),
    ],
    cases: &[
        (
            "WebhookDefinition",
            &[
                required("url", Kind::Text),
                optional("headers", list(&HEADER)),
                optional("customHeaders", Kind::List(&HEADER, 0, 5)),
                required("defaultPayload", Kind::TextOf(1, usize::MAX)),
                optional("webhookType", Kind::OneOf(WEBHOOK_TYPES)),
                optional("connectionSubtype", Kind::OneOf(&["Event", "Incident"])),
                optional("resolutionPayload", Kind::TextOf(0, 4096)),
            ],
        ),
        (
            "ServiceNowDefinition",
            &[
                required("url", Kind::Text),
                required("username", Kind::Text),
                required("password", Kind::Text),
            ],
        ),
    ],
};

static HEADER: Kind = Kind::Record(&[required("name", Kind::Text), required("value", Kind::Text)]);

const WEBHOOK_TYPES: &[&str] = &[
    "AWSLambda",
    "Azure",
    "Datadog",
    "HipChat",
    "PagerDuty",
    "Slack",
    "Webhook",
    "NewRelic",
    "Jira",
    "Opsgenie",
    "MicrosoftTeams",
    "ServiceNow",
    "SumoCloudSOAR",
];
