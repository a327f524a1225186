// Says in words what the browser or the person refused while a passkey was used.
document.addEventListener('allauth.error', function (event) {
  const place = document.getElementById('passkey-error')
  if (place) {
    event.preventDefault()
    place.hidden = false
    place.scrollIntoView({ block: 'center' })
  }
})
