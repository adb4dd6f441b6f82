// The Function app on Flex Consumption: scales to zero, no key or password anywhere.
param location string
param tags object
param token string
param pythonVersion string
param clientId string
param settings object
param identityId string
param identityClientId string
param storageName string
param packages string
param vaultUri string
param insightsConnection string

var fixed = {
  ONEONE_STORE: 'azure'
  ONEONE_TENANT: tenant().tenantId
  ONEONE_CLIENT_ID: clientId
  ONEONE_IDENTITY: identityClientId // its federated credential stands for the app: no secret
  ONEONE_TOKEN_KEY: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/token-key/)'
  AzureWebJobsStorage__accountName: storageName
  AzureWebJobsStorage__credential: 'managedidentity'
  AzureWebJobsStorage__clientId: identityClientId
  APPLICATIONINSIGHTS_CONNECTION_STRING: insightsConnection
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: 'ClientId=${identityClientId};Authorization=AAD'
}

// Five minutes between looks at the tables, figures once a night; UTC, six fields.
var defaults = {
  ONEONE_PLAN_SCHEDULE: '0 */5 * * * *'
  ONEONE_NUMBERS_SCHEDULE: '0 0 5 * * *'
}

// What a CRM is opened with stands in the vault; it is looked for when the CRM is named as a source.
var sources = toLower(string(settings.?ONEONE_NUMBERS ?? ''))
var secrets = union(
  contains(sources, 'dynamics') ? { ONEONE_DYNAMICS_SECRET: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/dynamics-secret/)' } : {},
  contains(sources, 'salesforce') ? { ONEONE_SALESFORCE_SECRET: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/salesforce-secret/)' } : {},
  contains(sources, 'hubspot') ? { ONEONE_HUBSPOT_TOKEN: '@Microsoft.KeyVault(SecretUri=${vaultUri}secrets/hubspot-token/)' } : {}
)

resource plan 'Microsoft.Web/serverfarms@2024-11-01' = {
  name: 'plan-oneone-${token}'
  location: location
  tags: tags
  kind: 'functionapp'
  sku: { tier: 'FlexConsumption', name: 'FC1' }
  properties: { reserved: true }
}

resource site 'Microsoft.Web/sites@2024-11-01' = {
  name: 'func-oneone-${token}'
  location: location
  tags: union(tags, { 'azd-service-name': 'oneone' })
  kind: 'functionapp,linux'
  identity: {
    type: 'UserAssigned'
    userAssignedIdentities: { '${identityId}': {} }
  }
  properties: {
    serverFarmId: plan.id
    httpsOnly: true
    keyVaultReferenceIdentity: identityId
    clientAffinityEnabled: false
    siteConfig: {
      minTlsVersion: '1.2'
      scmMinTlsVersion: '1.2'
      ftpsState: 'Disabled'
      http20Enabled: true
    }
    functionAppConfig: {
      deployment: {
        storage: {
          type: 'blobContainer'
          value: packages
          authentication: {
            type: 'UserAssignedIdentity'
            userAssignedIdentityResourceId: identityId
          }
        }
      }
      runtime: { name: 'python', version: pythonVersion }
      scaleAndConcurrency: {
        instanceMemoryMB: 2048
        maximumInstanceCount: 40 // a queue message is an account; more at once than this is never needed
      }
    }
  }

  // Values of the admin over the defaults; what the app cannot do without over both.
  resource appSettings 'config' = {
    name: 'appsettings'
    properties: union(defaults, settings, secrets, fixed)
  }

  resource noFtpPassword 'basicPublishingCredentialsPolicies' = {
    name: 'ftp'
    properties: { allow: false }
  }

  resource noScmPassword 'basicPublishingCredentialsPolicies' = {
    name: 'scm'
    properties: { allow: false }
  }
}

output name string = site.name
output host string = site.properties.defaultHostName
