//! The columns of Athena's table as Trailglass declares it: those of AWS's own statement (Athena
//! guide, "Create the table for CloudTrail logs in Athena using partition projection"), and those
//! that it lacks although records have them. Columns can be added because the JSON reader maps
//! members by name.

/// The type of a column or of a member of one.
#[derive(Debug)]
pub(super) enum SqlType {
    /// A `string` that holds a scalar.
    Text,
    /// A `string` that holds the JSON text of an object.
    Json,
    /// A `struct` with these members.
    Struct(&'static [SqlColumn]),
    /// An `array` of structs with these members.
    List(&'static [SqlColumn]),
    /// A `map` from texts to texts.
    Map,
}

/// A column of the table, or a member of one.
#[derive(Debug)]
pub(super) struct SqlColumn {
    /// The name as records spell it; the table has it in lower case.
    pub name: &'static str,
    /// The type.
    pub kind: SqlType,
}

const fn text(name: &'static str) -> SqlColumn {
    SqlColumn { name, kind: SqlType::Text }
}

const fn json(name: &'static str) -> SqlColumn {
    SqlColumn { name, kind: SqlType::Json }
}

const fn of(name: &'static str, members: &'static [SqlColumn]) -> SqlColumn {
    SqlColumn { name, kind: SqlType::Struct(members) }
}

/// The columns, in the order in which the statement declares them.
pub(super) const COLUMNS: &[SqlColumn] = &[
    text("eventVersion"),
    of("userIdentity", IDENTITY),
    text("eventTime"),
    text("eventSource"),
    text("eventName"),
    text("awsRegion"),
    text("sourceIPAddress"),
    text("userAgent"),
    text("errorCode"),
    text("errorMessage"),
    json("requestParameters"),
    json("responseElements"),
    json("additionalEventData"),
    text("requestID"),
    text("eventID"),
    text("readOnly"),
    SqlColumn {
        name: "resources",
        kind: SqlType::List(&[text("ARN"), text("accountId"), text("type"), text("ARNPrefix")]),
    },
    text("eventType"),
    text("apiVersion"),
    text("recipientAccountId"),
    json("serviceEventDetails"),
    text("sharedEventID"),
    text("vpcEndpointId"),
    text("vpcEndpointAccountId"),
    text("eventCategory"),
    text("managementEvent"),
    of(
        "addendum",
        &[text("reason"), text("updatedFields"), text("originalRequestID"), text("originalEventID")],
    ),
    text("sessionCredentialFromConsole"),
    json("edgeDeviceDetails"),
    of(
        "tlsDetails",
        &[text("tlsVersion"), text("cipherSuite"), text("clientProvidedHostHeader"), text("keyExchange")],
    ),
    json("insightDetails"),
    json("eventContext"),
    text("accountId"),
    json("timeWindow"),
    json("summary"),
    text("annotation"),
];

const IDENTITY: &[SqlColumn] = &[
    text("type"),
    text("principalId"),
    text("arn"),
    text("accountId"),
    text("invokedBy"),
    text("accessKeyId"),
    text("userName"),
    text("identityProvider"),
    text("credentialId"),
    of("onBehalfOf", &[text("userId"), text("identityStoreArn")]),
    of("invokedByDelegate", &[text("accountId")]),
    of(
        "inScopeOf",
        &[text("sourceArn"), text("sourceAccount"), text("issuerType"), text("credentialsIssuedTo")],
    ),
    of("sessionContext", SESSION),
];

const SESSION: &[SqlColumn] = &[
    of("attributes", &[text("mfaAuthenticated"), text("creationDate")]),
    of(
        "sessionIssuer",
        &[text("type"), text("principalId"), text("arn"), text("accountId"), text("userName")],
    ),
    text("ec2RoleDelivery"),
    text("ec2IssuedInVpc"),
    text("sourceIdentity"),
    text("assumedRoot"),
    text("signInSessionArn"),
    of(
        "webIdFederationData",
        &[text("federatedProvider"), SqlColumn { name: "attributes", kind: SqlType::Map }],
    ),
];

impl SqlColumn {
    /// Returns the name in the table.
    pub fn lower(&self) -> String {
        self.name.to_ascii_lowercase()
    }

    /// Returns the type in the syntax of Athena's statements.
    pub fn written(&self) -> String {
        let members = |columns: &[SqlColumn]| {
            let list: Vec<String> =
                columns.iter().map(|column| format!("{}:{}", column.lower(), column.written())).collect();
            format!("struct<{}>", list.join(","))
        };
        match &self.kind {
            SqlType::Text | SqlType::Json => "string".to_owned(),
            SqlType::Struct(columns) => members(columns),
            SqlType::List(columns) => format!("array<{}>", members(columns)),
            SqlType::Map => "map<string,string>".to_owned(),
        }
    }
}

/// Returns the column or member with this name, ignoring case.
pub(super) fn named<'c>(columns: &'c [SqlColumn], name: &str) -> Option<&'c SqlColumn> {
    columns.iter().find(|column| column.name.eq_ignore_ascii_case(name))
}

/// Calls `tell` with the names of all columns and members.
pub(super) fn names(columns: &'static [SqlColumn], tell: &mut dyn FnMut(&'static str)) {
    for column in columns {
        tell(column.name);
        if let SqlType::Struct(members) | SqlType::List(members) = &column.kind {
            names(members, tell);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_written_as_athena_reads_them() {
        let column = named(COLUMNS, "TLSDETAILS").expect("a column");
        assert_eq!(
            column.written(),
            "struct<tlsversion:string,ciphersuite:string,clientprovidedhostheader:string,keyexchange:string>"
        );
        assert!(
            named(COLUMNS, "resources").expect("a column").written().starts_with("array<struct<arn:string,")
        );
        let mut all = 0;
        names(COLUMNS, &mut |name| all += usize::from(!name.is_empty()));
        assert!(all > 70);
    }
}
