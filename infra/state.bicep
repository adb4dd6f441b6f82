// What lasts: the identity, the storage account with tables and queues, the vault with the key of the sign-ins.
param location string
param tags object
param token string
param principalId string
param principalType string
param storageSku string

var tables = ['pairs', 'due', 'ledger', 'accounts', 'tokens', 'numbers']
// What admins write, and what `oneone status` reads. Nobody but the app reads what people promised.
var written = ['pairs', 'numbers']
var read = ['due', 'accounts']
var queues = ['work', 'work-poison']
var packageContainer = 'packages'

var blobOwner = 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b' // Storage Blob Data Owner
var queueContributor = '974c5e8b-45b9-4653-ba55-5f855dd0fe88' // Storage Queue Data Contributor
var tableContributor = '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3' // Storage Table Data Contributor
var tableReader = '76199698-9eea-4c19-bc75-cec21354c6b6' // Storage Table Data Reader
var secretsUser = '4633458b-17de-408a-b874-0445c86b69e6' // Key Vault Secrets User
var secretsOfficer = 'b86a8fe4-44ce-4948-aee5-eccb2c155cd7' // Key Vault Secrets Officer

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2023-01-31' = {
  name: 'id-oneone-${token}'
  location: location
  tags: tags
}

resource storage 'Microsoft.Storage/storageAccounts@2024-01-01' = {
  name: 'stoneone${token}'
  location: location
  tags: tags
  kind: 'StorageV2'
  sku: { name: storageSku }
  properties: {
    accessTier: 'Hot'
    allowBlobPublicAccess: false
    allowCrossTenantReplication: false
    allowSharedKeyAccess: false
    defaultToOAuthAuthentication: true
    minimumTlsVersion: 'TLS1_2'
    supportsHttpsTrafficOnly: true
  }
}

resource blobs 'Microsoft.Storage/storageAccounts/blobServices@2024-01-01' = {
  parent: storage
  name: 'default'
  properties: {
    deleteRetentionPolicy: { enabled: true, days: 14 } // a former package, when one is deleted by mistake
  }
}

resource packages 'Microsoft.Storage/storageAccounts/blobServices/containers@2024-01-01' = {
  parent: blobs
  name: packageContainer
}

resource queueService 'Microsoft.Storage/storageAccounts/queueServices@2024-01-01' = {
  parent: storage
  name: 'default'
}

resource queue 'Microsoft.Storage/storageAccounts/queueServices/queues@2024-01-01' = [for name in queues: {
  parent: queueService
  name: name
}]

resource tableService 'Microsoft.Storage/storageAccounts/tableServices@2024-01-01' = {
  parent: storage
  name: 'default'
}

resource table 'Microsoft.Storage/storageAccounts/tableServices/tables@2024-01-01' = [for name in tables: {
  parent: tableService
  name: name
}]

resource vault 'Microsoft.KeyVault/vaults@2024-11-01' = {
  name: 'kv-${token}'
  location: location
  tags: tags
  properties: {
    tenantId: tenant().tenantId
    sku: { family: 'A', name: 'standard' }
    enableRbacAuthorization: true
    enablePurgeProtection: true // without its key every sign-in is lost
    softDeleteRetentionInDays: 90
  }
}

// ---------------------------------------------------------------- the app's roles

var onStorage = [blobOwner, queueContributor, tableContributor]

resource appOnStorage 'Microsoft.Authorization/roleAssignments@2022-04-01' = [for role in onStorage: {
  scope: storage
  name: guid(storage.id, identity.id, role)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', role)
  }
}]

resource appOnVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: vault
  name: guid(vault.id, identity.id, secretsUser)
  properties: {
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsUser)
  }
}

// ---------------------------------------------------------------- the admin's roles

module adminOnTable 'table_role.bicep' = [for name in concat(written, read): if (!empty(principalId)) {
  name: 'admin-on-${name}'
  params: {
    storageName: storage.name
    tableName: name
    principalId: principalId
    principalType: principalType
    role: contains(written, name) ? tableContributor : tableReader
  }
  dependsOn: [table]
}]

// infra/connect.py puts the first key into the vault as the admin.
resource adminOnVault 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(principalId)) {
  scope: vault
  name: guid(vault.id, principalId, secretsOfficer)
  properties: {
    principalId: principalId
    principalType: principalType
    roleDefinitionId: subscriptionResourceId('Microsoft.Authorization/roleDefinitions', secretsOfficer)
  }
}

output identityId string = identity.id
output identityClientId string = identity.properties.clientId
output identityPrincipalId string = identity.properties.principalId
output storageName string = storage.name
output packages string = '${storage.properties.primaryEndpoints.blob}${packages.name}'
output vaultName string = vault.name
output vaultUri string = vault.properties.vaultUri
