// oneone in one resource group: what `azd up` makes. README, "For the admin", says what each part is for and costs.
targetScope = 'subscription'

@minLength(1)
@maxLength(64)
@description('Name of the azd environment; part of every name.')
param environmentName string

@metadata({ azd: { type: 'location' } })
@description('Azure region; one with Flex Consumption.')
param location string

@description('Object id of the admin who fills the tables; empty: nobody gets a role on them.')
param principalId string = ''

@allowed(['User', 'Group', 'ServicePrincipal'])
@description('What principalId is.')
param principalType string = 'User'

@allowed(['3.11', '3.12', '3.13'])
@description('Python of the Function app: that of the package, which says it in dist/app/python-version.')
param pythonVersion string = '3.12'

@description('Application id of the app registration that people sign in to; infra/connect.py makes it.')
param clientId string = ''

@description('Who is told of alerts; empty: they stand in the portal only.')
param alertMail string = ''

@allowed(['Standard_LRS', 'Standard_ZRS', 'Standard_GZRS'])
@description('How often what oneone remembers is stored; ZRS needs a region with zones.')
param storageSku string = 'Standard_ZRS'

@description('The settings an admin may change, by name (README, Settings); empty: the default.')
param settings object = {}

var token = uniqueString(subscription().subscriptionId, environmentName, location)
var tags = { 'azd-env-name': environmentName }

resource group 'Microsoft.Resources/resourceGroups@2024-03-01' = {
  name: 'rg-${environmentName}'
  location: location
  tags: tags
}

module state 'state.bicep' = {
  scope: group
  name: 'state'
  params: {
    location: location
    tags: tags
    token: token
    principalId: principalId
    principalType: principalType
    storageSku: storageSku
  }
}

module monitor 'monitor.bicep' = {
  scope: group
  name: 'monitor'
  params: {
    location: location
    tags: tags
    token: token
    alertMail: alertMail
    identityPrincipalId: state.outputs.identityPrincipalId
  }
}

module app 'app.bicep' = {
  scope: group
  name: 'app'
  params: {
    location: location
    tags: tags
    token: token
    pythonVersion: pythonVersion
    clientId: clientId
    settings: settings
    identityId: state.outputs.identityId
    identityClientId: state.outputs.identityClientId
    storageName: state.outputs.storageName
    packages: state.outputs.packages
    vaultUri: state.outputs.vaultUri
    insightsConnection: monitor.outputs.connectionString
  }
}

output AZURE_LOCATION string = location
output AZURE_TENANT_ID string = tenant().tenantId
output AZURE_RESOURCE_GROUP string = group.name
output AZURE_STORAGE_ACCOUNT string = state.outputs.storageName
output AZURE_KEY_VAULT_NAME string = state.outputs.vaultName
output AZURE_FUNCTION_APP string = app.outputs.name
output ONEONE_HOST string = app.outputs.host
output ONEONE_IDENTITY_OBJECT_ID string = state.outputs.identityPrincipalId
